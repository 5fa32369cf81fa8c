"""${message}\

Made on ${create_date}, \
by hand.
100 %, 50 %% and $ {not this}
%% a line with a percent sign
   %%% and one with two
"""
revision = ${repr(up_revision)}
down_revision = ${repr(down_revision)}
branch_labels = ${repr(branch_labels)}
depends_on = ${repr(depends_on)}
