"""${message}"""
<%text>
# ${this} stays, and so does
## this
</%text>\
<%doc>
    Nobody reads ${this}.
</%doc>
revision = ${repr(up_revision)}
down_revision = ${repr(down_revision)}
branch_labels = ${repr(branch_labels)}
depends_on = ${repr(depends_on)}
