"""${message | trim}

Revises: ${down_revision | comma}
Revises: ${down_revision | comma, n}
"""
revision = "${up_revision | trim}"
down_revision = ${repr(down_revision) | n}
branch_labels = ${repr(branch_labels) | n,trim}
depends_on = ${repr(depends_on) | trim}
