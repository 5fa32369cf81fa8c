-- revision: 695937b2ea8c
-- down_revision: 002
-- message: add task priority
-- created: 2025-03-17 10:31:25.004417

-- onehead: upgrade
ALTER TABLE tasks ADD COLUMN priority INTEGER DEFAULT 0 NOT NULL;

CREATE INDEX ix_tasks_priority ON tasks (priority);

-- onehead: downgrade
DROP INDEX ix_tasks_priority;

ALTER TABLE tasks DROP COLUMN priority;

-- onehead: downgrade mysql
DROP INDEX ix_tasks_priority ON tasks;

ALTER TABLE tasks DROP COLUMN priority;
