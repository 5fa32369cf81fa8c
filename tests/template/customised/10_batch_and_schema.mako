"""${message}

Revision ID: ${up_revision}
Revises: ${down_revision | comma,n}
Create Date: ${create_date}

"""
import logging

from alembic import context, op
import sqlalchemy as sa
${imports if imports else "# no further imports"}

log = logging.getLogger(__name__)

revision = ${repr(up_revision)}
down_revision = ${repr(down_revision)}
branch_labels = ${repr(branch_labels)}
depends_on = ${repr(depends_on)}


def upgrade() -> None:
    log.info("to ${up_revision}")
    schema = context.get_x_argument(as_dictionary=True).get("schema", "public")
    op.execute(f'set search_path to "{schema}"')
    ${upgrades if upgrades else "pass"}


def downgrade() -> None:
    ${downgrades if downgrades else "pass"}
