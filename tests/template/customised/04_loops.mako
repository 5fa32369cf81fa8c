"""${message}
"""
revision = ${repr(up_revision)}
down_revision = ${repr(down_revision)}
branch_labels = ${repr(branch_labels)}
depends_on = ${repr(depends_on)}
TABLES = (
% for table in ["users", "orders"]:
    "${table}",
% endfor
)


def upgrade():
    pass
