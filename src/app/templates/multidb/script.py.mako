"""${message}

Revision ID: ${up_revision}
Revises: ${down_revision | comma,n}
Create Date: ${create_date}

"""
from typing import Sequence, Union

from alembic import op
import sqlalchemy as sa
${imports or ""}

# revision identifiers, used by Alembic.
revision: str = ${repr(up_revision)}
down_revision: Union[str, Sequence[str], None] = ${repr(down_revision)}
branch_labels: Union[str, Sequence[str], None] = ${repr(branch_labels)}
depends_on: Union[str, Sequence[str], None] = ${repr(depends_on)}


def upgrade(engine_name: str) -> None:
    """Upgrade the schema of one database."""
    globals()[f"upgrade_{engine_name}"]()


def downgrade(engine_name: str) -> None:
    """Downgrade the schema of one database."""
    globals()[f"downgrade_{engine_name}"]()

## Two functions for each database of alembic.ini.

def upgrade_engine1() -> None:
    """Upgrade the schema of engine1."""
    ${engine1_upgrades or "pass"}


def downgrade_engine1() -> None:
    """Downgrade the schema of engine1."""
    ${engine1_downgrades or "pass"}


def upgrade_engine2() -> None:
    """Upgrade the schema of engine2."""
    ${engine2_upgrades or "pass"}


def downgrade_engine2() -> None:
    """Downgrade the schema of engine2."""
    ${engine2_downgrades or "pass"}
