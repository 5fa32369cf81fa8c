"""${message}

Revision ID: ${up_revision}
"""
revision = ${repr(up_revision)}
down_revision = ${repr(down_revision)}
% if branch_labels:
branch_labels = ${repr(branch_labels)}
% endif
depends_on = ${repr(depends_on)}
