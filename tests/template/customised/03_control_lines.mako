## Only merges have several parents.
"""${message}

% if down_revision is None:
This is where it starts.
% elif branch_labels:
Starts the branch ${branch_labels | comma,n}.
% else:
Follows ${down_revision | comma,n}.
% endif
"""
revision = ${repr(up_revision)}
down_revision = ${repr(down_revision)}
  % if branch_labels is not None:
branch_labels = ${repr(branch_labels)}
  % endif
% if depends_on:
depends_on = ${repr(depends_on)}
% endif


def upgrade():
    ${upgrades}


def downgrade():
    ${downgrades}
