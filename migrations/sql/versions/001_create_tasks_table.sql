-- revision: 001
-- down_revision:
-- message: create tasks and status_history tables
-- created: 2025-03-03 09:12:44.218530

-- onehead: upgrade postgresql
CREATE TYPE taskstatus AS ENUM ('pending', 'in_progress', 'completed', 'failed');

CREATE TABLE tasks (
    id SERIAL NOT NULL,
    title VARCHAR(200) NOT NULL,
    description TEXT,
    status taskstatus DEFAULT 'pending' NOT NULL,
    created_at TIMESTAMP WITH TIME ZONE DEFAULT CURRENT_TIMESTAMP NOT NULL,
    updated_at TIMESTAMP WITH TIME ZONE DEFAULT CURRENT_TIMESTAMP NOT NULL,
    CONSTRAINT pk_tasks PRIMARY KEY (id)
);

CREATE INDEX ix_tasks_status ON tasks (status);

CREATE INDEX ix_tasks_created_at ON tasks (created_at);

CREATE TABLE status_history (
    id SERIAL NOT NULL,
    task_id INTEGER NOT NULL,
    status taskstatus NOT NULL,
    changed_at TIMESTAMP WITH TIME ZONE DEFAULT CURRENT_TIMESTAMP NOT NULL,
    CONSTRAINT pk_status_history PRIMARY KEY (id),
    CONSTRAINT fk_status_history_task_id FOREIGN KEY(task_id) REFERENCES tasks (id) ON DELETE CASCADE
);

CREATE INDEX ix_status_history_task_id ON status_history (task_id);

-- onehead: upgrade mysql
CREATE TABLE tasks (
    id INTEGER NOT NULL AUTO_INCREMENT,
    title VARCHAR(200) NOT NULL,
    description TEXT,
    status ENUM('pending', 'in_progress', 'completed', 'failed') NOT NULL DEFAULT 'pending',
    created_at DATETIME NOT NULL DEFAULT CURRENT_TIMESTAMP,
    updated_at DATETIME NOT NULL DEFAULT CURRENT_TIMESTAMP,
    CONSTRAINT pk_tasks PRIMARY KEY (id)
);

CREATE INDEX ix_tasks_status ON tasks (status);

CREATE INDEX ix_tasks_created_at ON tasks (created_at);

CREATE TABLE status_history (
    id INTEGER NOT NULL AUTO_INCREMENT,
    task_id INTEGER NOT NULL,
    status ENUM('pending', 'in_progress', 'completed', 'failed') NOT NULL,
    changed_at DATETIME NOT NULL DEFAULT CURRENT_TIMESTAMP,
    CONSTRAINT pk_status_history PRIMARY KEY (id),
    CONSTRAINT fk_status_history_task_id FOREIGN KEY(task_id) REFERENCES tasks (id) ON DELETE CASCADE
);

CREATE INDEX ix_status_history_task_id ON status_history (task_id);

-- onehead: upgrade sqlite
-- SQLite has no enums: a CHECK of the same name stands in for the type.
CREATE TABLE tasks (
    id INTEGER NOT NULL,
    title VARCHAR(200) NOT NULL,
    description TEXT,
    status VARCHAR(11) DEFAULT 'pending' NOT NULL,
    created_at DATETIME DEFAULT CURRENT_TIMESTAMP NOT NULL,
    updated_at DATETIME DEFAULT CURRENT_TIMESTAMP NOT NULL,
    CONSTRAINT pk_tasks PRIMARY KEY (id),
    CONSTRAINT taskstatus CHECK (status IN ('pending', 'in_progress', 'completed', 'failed'))
);

CREATE INDEX ix_tasks_status ON tasks (status);

CREATE INDEX ix_tasks_created_at ON tasks (created_at);

CREATE TABLE status_history (
    id INTEGER NOT NULL,
    task_id INTEGER NOT NULL,
    status VARCHAR(11) NOT NULL,
    changed_at DATETIME DEFAULT CURRENT_TIMESTAMP NOT NULL,
    CONSTRAINT pk_status_history PRIMARY KEY (id),
    CONSTRAINT fk_status_history_task_id FOREIGN KEY(task_id) REFERENCES tasks (id) ON DELETE CASCADE,
    CONSTRAINT taskstatus CHECK (status IN ('pending', 'in_progress', 'completed', 'failed'))
);

CREATE INDEX ix_status_history_task_id ON status_history (task_id);

-- onehead: downgrade
-- The table that refers goes first. The indexes go with their tables.
DROP TABLE status_history;

DROP TABLE tasks;

-- onehead: downgrade postgresql
-- As above, then the type that both tables used.
DROP TABLE status_history;

DROP TABLE tasks;

DROP TYPE taskstatus;
