"""${message}

Revision ID: ${up_revision}
Revises: ${down_revision | comma,n}
"""
revision = ${repr(up_revision)}
down_revision = ${repr(down_revision)}
branch_labels = ${repr(branch_labels)}
depends_on = ${repr(depends_on)}

% if branch_labels and "expand" in branch_labels:
PHASE = "expand"
% elif branch_labels and "contract" in branch_labels:
PHASE = "contract"
% else:
PHASE = None
%endif


def upgrade():
    ${upgrades}
