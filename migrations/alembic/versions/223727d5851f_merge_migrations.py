"""merge migrations

Revision ID: 223727d5851f
Revises: 695937b2ea8c, f98fd8e7267b
Create Date: 2025-03-18 09:05:12.347001

"""
from typing import Sequence, Union

# revision identifiers, used by Alembic.
revision: str = "223727d5851f"
down_revision: Union[str, Sequence[str], None] = ("695937b2ea8c", "f98fd8e7267b")
branch_labels: Union[str, Sequence[str], None] = None
depends_on: Union[str, Sequence[str], None] = None


def upgrade() -> None:
    pass


def downgrade() -> None:
    pass
