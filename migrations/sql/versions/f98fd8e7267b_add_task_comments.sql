-- revision: f98fd8e7267b
-- down_revision: 002
-- message: add task comments
-- created: 2025-03-17 16:45:50.883206

-- onehead: upgrade postgresql
CREATE TABLE task_comments (
    id SERIAL NOT NULL,
    task_id INTEGER NOT NULL,
    author_id INTEGER NOT NULL,
    body TEXT NOT NULL,
    created_at TIMESTAMP WITH TIME ZONE DEFAULT CURRENT_TIMESTAMP NOT NULL,
    CONSTRAINT pk_task_comments PRIMARY KEY (id),
    CONSTRAINT fk_task_comments_task_id FOREIGN KEY(task_id) REFERENCES tasks (id) ON DELETE CASCADE,
    CONSTRAINT fk_task_comments_author_id FOREIGN KEY(author_id) REFERENCES users (id)
);

CREATE INDEX ix_task_comments_task_id ON task_comments (task_id);

-- onehead: upgrade mysql
CREATE TABLE task_comments (
    id INTEGER NOT NULL AUTO_INCREMENT,
    task_id INTEGER NOT NULL,
    author_id INTEGER NOT NULL,
    body TEXT NOT NULL,
    created_at DATETIME NOT NULL DEFAULT CURRENT_TIMESTAMP,
    CONSTRAINT pk_task_comments PRIMARY KEY (id),
    CONSTRAINT fk_task_comments_task_id FOREIGN KEY(task_id) REFERENCES tasks (id) ON DELETE CASCADE,
    CONSTRAINT fk_task_comments_author_id FOREIGN KEY(author_id) REFERENCES users (id)
);

CREATE INDEX ix_task_comments_task_id ON task_comments (task_id);

-- onehead: upgrade sqlite
CREATE TABLE task_comments (
    id INTEGER NOT NULL,
    task_id INTEGER NOT NULL,
    author_id INTEGER NOT NULL,
    body TEXT NOT NULL,
    created_at DATETIME DEFAULT CURRENT_TIMESTAMP NOT NULL,
    CONSTRAINT pk_task_comments PRIMARY KEY (id),
    CONSTRAINT fk_task_comments_task_id FOREIGN KEY(task_id) REFERENCES tasks (id) ON DELETE CASCADE,
    CONSTRAINT fk_task_comments_author_id FOREIGN KEY(author_id) REFERENCES users (id)
);

CREATE INDEX ix_task_comments_task_id ON task_comments (task_id);

-- onehead: downgrade
DROP TABLE task_comments;
