"""create tasks and status_history tables

Revision ID: 001
Revises: 
Create Date: 2025-03-03 09:12:44.218530

"""
from typing import Sequence, Union

from alembic import op
import sqlalchemy as sa

# revision identifiers, used by Alembic.
revision: str = "001"
down_revision: Union[str, Sequence[str], None] = None
branch_labels: Union[str, Sequence[str], None] = None
depends_on: Union[str, Sequence[str], None] = None


# PostgreSQL makes a type of it, MySQL an ENUM column, SQLite a CHECK.
taskstatus = sa.Enum(
    "pending", "in_progress", "completed", "failed", name="taskstatus", create_constraint=True
)


def upgrade() -> None:
    # On PostgreSQL the type is created with the first table that uses it.
    op.create_table(
        "tasks",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("title", sa.String(200), nullable=False),
        sa.Column("description", sa.Text(), nullable=True),
        sa.Column("status", taskstatus, server_default="pending", nullable=False),
        sa.Column(
            "created_at", sa.DateTime(timezone=True), server_default=sa.text("CURRENT_TIMESTAMP"), nullable=False
        ),
        sa.Column(
            "updated_at", sa.DateTime(timezone=True), server_default=sa.text("CURRENT_TIMESTAMP"), nullable=False
        ),
        sa.PrimaryKeyConstraint("id", name="pk_tasks"),
    )
    op.create_index("ix_tasks_status", "tasks", ["status"])
    op.create_index("ix_tasks_created_at", "tasks", ["created_at"])

    op.create_table(
        "status_history",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("task_id", sa.Integer(), nullable=False),
        sa.Column("status", taskstatus, nullable=False),
        sa.Column(
            "changed_at", sa.DateTime(timezone=True), server_default=sa.text("CURRENT_TIMESTAMP"), nullable=False
        ),
        sa.PrimaryKeyConstraint("id", name="pk_status_history"),
        sa.ForeignKeyConstraint(["task_id"], ["tasks.id"], name="fk_status_history_task_id", ondelete="CASCADE"),
    )
    op.create_index("ix_status_history_task_id", "status_history", ["task_id"])


def downgrade() -> None:
    # The table that refers goes first, the type last. The indexes go with their tables.
    op.drop_table("status_history")
    op.drop_table("tasks")
    if op.get_context().dialect.name == "postgresql":
        op.execute("DROP TYPE taskstatus")
