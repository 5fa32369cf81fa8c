"""${message.strip()}

Revision ID: ${str(up_revision)}
Revises: ${", ".join(down_revision) if down_revision is not None and not down_revision == up_revision else "<base>"}
Parts: ${len(branch_labels or ())} label(s)
"""
revision = ${repr(up_revision)}
down_revision = ${ repr(down_revision) }
branch_labels = ${repr(branch_labels) if branch_labels else None}
depends_on = ${
    repr(depends_on)
}


def upgrade():
    ${upgrades or "pass"}
