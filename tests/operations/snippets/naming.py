# --- all kinds get names
# convention: {"ix": "ix_%(column_0_label)s", "uq": "uq_%(table_name)s_%(column_0_name)s", "ck": "ck_%(table_name)s_%(constraint_name)s", "fk": "fk_%(table_name)s_%(column_0_name)s_%(referred_table_name)s", "pk": "pk_%(table_name)s"}
op.create_table("a", sa.Column("id", sa.Integer(), primary_key=True), sa.Column("b", sa.Integer(), sa.ForeignKey("z.id"), unique=True), sa.Column("c", sa.Integer(), index=True), sa.CheckConstraint("b > 1", name="big"), sa.UniqueConstraint("b", "c"))
op.create_unique_constraint(None, "a", ["b", "c"])
op.create_foreign_key(None, "a", "z", ["b"], ["id"], referent_schema="s")
op.create_check_constraint("big", "a", "b > 1")
op.create_check_constraint(op.f("big"), "a", "b > 1")
op.create_primary_key(None, "a", ["id"])
op.create_index(None, "a", ["b"])
op.drop_constraint("big", "a", type_="check")
op.drop_constraint("uq", "a", type_="unique")

# --- a check without the name that is asked for
# convention: {"ck": "ck_%(table_name)s_%(constraint_name)s"}
op.create_table("a", sa.Column("b", sa.Integer()), sa.CheckConstraint("b > 1"))

# --- checks of types get names
# convention: {"ck": "ck_%(table_name)s_%(constraint_name)s"}
op.create_table("a", sa.Column("b", sa.Enum("x", name="kind", native_enum=False, create_constraint=True)))
op.alter_column("a", "b", type_=sa.Integer(), existing_type=sa.Enum("x", name="kind", native_enum=False, create_constraint=True))

# --- checks of types without names
# convention: {"ck": "ck_%(table_name)s_%(constraint_name)s"}
op.create_table("a", sa.Column("b", sa.Enum("x", native_enum=False, create_constraint=True)))

# --- names of all columns
# convention: {"uq": "uq_%(table_name)s_%(column_0_N_name)s", "ix": "ix_%(column_0N_name)s", "fk": "fk_%(column_0_N_label)s_%(referred_column_0_name)s", "pk": "pk_%(column_1_name)s"}
op.create_table("a", sa.Column("x", sa.Integer()), sa.Column("y", sa.Integer()), sa.UniqueConstraint("x", "y"), sa.ForeignKeyConstraint(["x", "y"], ["z.p", "z.q"]), sa.PrimaryKeyConstraint("x", "y"), sa.Index(None, "x", "y"), schema="s")

# --- no names for indexes
# convention: {"uq": "uq_%(table_name)s"}
op.create_table("a", sa.Column("x", sa.Integer(), index=True))

# --- columns that get names
# convention: {"ix": "ix_%(table_name)s_%(column_0_name)s", "uq": "uq_%(table_name)s_%(column_0_name)s", "fk": "fk_%(table_name)s_%(column_0_name)s"}
op.add_column("a", sa.Column("b", sa.Integer(), sa.ForeignKey("z.id"), index=True))

# --- a batch that gives names
# convention: {"uq": "uq_%(table_name)s_%(column_0_name)s"}
with op.batch_alter_table("a") as b:
    b.create_unique_constraint(None, ["x"])

# --- checks in columns get names
# convention: {"ck": "ck_%(table_name)s_%(constraint_name)s"}
op.create_table("a", sa.Column("b", sa.Integer(), sa.CheckConstraint("b > 1", name="big")))
op.add_column("a", sa.Column("b", sa.Integer(), sa.CheckConstraint("b > 1", name="big")))
