# --- what needs no new table
with op.batch_alter_table("a", schema="s") as batch_op:
    batch_op.add_column(sa.Column("b", sa.Integer(), nullable=True))
    batch_op.add_column(sa.Column("c", sa.Integer(), server_default="4", nullable=False))
    batch_op.create_index(batch_op.f("ix_b"), ["b"], unique=True)
    batch_op.drop_index("ix_old")

# --- what is done at once goes before
with op.batch_alter_table("a") as batch_op:
    batch_op.add_column(sa.Column("b", sa.Integer()))
    op.add_column("other", sa.Column("b", sa.Integer()))
    batch_op.execute("UPDATE a SET b = 1")

# --- all kinds, where the table is changed as it is
with op.batch_alter_table("a", schema=None) as b:
    b.alter_column("x", existing_type=sa.Integer(), nullable=False)
    b.alter_column("y", existing_type=sa.Integer(), new_column_name="z")
    b.drop_column("d")
    b.create_unique_constraint("uq", ["x"])
    b.create_foreign_key("fk", "z", ["x"], ["id"], ondelete="CASCADE", referent_schema="s")
    b.create_check_constraint("ck", "x > 3")
    b.create_primary_key("pk", ["x", "z"])
    b.drop_constraint("old", type_="foreignkey")

# --- comments
with op.batch_alter_table("a", recreate="never") as b:
    b.create_table_comment("x", existing_comment=None)
    b.drop_table_comment(existing_comment="x")

# --- a table that stays, whatever is asked
with op.batch_alter_table("a", recreate="never") as b:
    b.drop_column("d")
    b.alter_column("x", new_column_name="y", existing_type=sa.Integer())

# --- constraints of a table that stays
with op.batch_alter_table("a", recreate="never") as b:
    b.create_unique_constraint("uq", ["x"])

# --- a default that is an expression
with op.batch_alter_table("a") as b:
    b.add_column(sa.Column("x", sa.DateTime(), server_default=sa.func.now()))

# --- a column with a key of its own
with op.batch_alter_table("a") as b:
    b.add_column(sa.Column("x", sa.Integer(), sa.ForeignKey("z.id", name="fk_x")))

# --- a column with an index of its own
with op.batch_alter_table("a") as b:
    b.add_column(sa.Column("x", sa.Integer(), index=True))

# --- a place for a column
with op.batch_alter_table("a") as b:
    b.add_column(sa.Column("x", sa.Integer()), insert_after="id")

# --- nothing
with op.batch_alter_table("a") as b:
    pass

# --- a way that is none
with op.batch_alter_table("a", recreate="sometimes") as b:
    b.drop_column("x")

# --- a directive that batches do not have
with op.batch_alter_table("a") as b:
    b.rename_table("c")

# --- an argument that batches do not take
with op.batch_alter_table("a") as b:
    b.create_index("ix", ["b"], schema="s")

# --- a table made anew
old = sa.Table("a", sa.MetaData(), sa.Column("id", sa.Integer(), primary_key=True), sa.Column("b", sa.String(5)), sa.Column("c", sa.Integer()), sa.Index("ix_c", "c"))
with op.batch_alter_table("a", copy_from=old) as b:
    b.alter_column("b", new_column_name="bb", type_=sa.Integer(), nullable=False)
    b.drop_column("c")
    b.add_column(sa.Column("d", sa.Integer(), server_default="0"))
    b.drop_index("ix_c")
    b.create_index("ix_d", ["d"], unique=True)

# --- an index over a dropped column
old = sa.Table("a", sa.MetaData(), sa.Column("id", sa.Integer(), primary_key=True), sa.Column("c", sa.Integer()), sa.Index("ix_c", "c"))
with op.batch_alter_table("a", copy_from=old) as b:
    b.drop_column("c")

# --- constraints of a table made anew
old = sa.Table("a", sa.MetaData(), sa.Column("id", sa.Integer(), primary_key=True), sa.Column("b", sa.Integer()), sa.Column("c", sa.Integer()), sa.UniqueConstraint("b", name="uq_b"))
with op.batch_alter_table("a", copy_from=old) as b:
    b.drop_constraint("uq_b", type_="unique")
    b.create_foreign_key("fk_c", "z", ["c"], ["id"])

# --- a constraint that is not there
old = sa.Table("a", sa.MetaData(), sa.Column("id", sa.Integer(), primary_key=True))
with op.batch_alter_table("a", copy_from=old) as b:
    b.drop_constraint("uq_b", type_="unique")

# --- a constraint without a name in a table made anew
old = sa.Table("a", sa.MetaData(), sa.Column("id", sa.Integer(), primary_key=True), sa.Column("b", sa.Integer()))
with op.batch_alter_table("a", copy_from=old, recreate="always") as b:
    b.create_unique_constraint(None, ["b"])

# --- made anew everywhere
old = sa.Table("a", sa.MetaData(), sa.Column("id", sa.Integer(), primary_key=True), sa.Column("b", sa.Integer(), unique=True, comment="x"), sa.Column("c", sa.Integer(), index=True), schema="s", mysql_engine="InnoDB")
with op.batch_alter_table("a", schema="s", copy_from=old, recreate="always", table_kwargs={"sqlite_autoincrement": True}) as b:
    b.add_column(sa.Column("d", sa.Integer()), insert_before="b")
    b.add_column(sa.Column("e", sa.Integer()), insert_after="d")

# --- in another order
old = sa.Table("a", sa.MetaData(), sa.Column("id", sa.Integer(), primary_key=True), sa.Column("b", sa.Integer()), sa.Column("c", sa.Integer()))
with op.batch_alter_table("a", copy_from=old, recreate="always", partial_reordering=[("c", "id", "b")], table_args=(sa.CheckConstraint("b > 1", name="ck_b"),)) as b:
    pass

# --- another key
old = sa.Table("a", sa.MetaData(), sa.Column("id", sa.Integer()), sa.Column("b", sa.Integer()), sa.PrimaryKeyConstraint("id", name="pk_a"))
with op.batch_alter_table("a", copy_from=old) as b:
    b.drop_constraint("pk_a", type_="primary")
    b.create_primary_key("pk_b", ["b"])

# --- a column of the key goes
old = sa.Table("a", sa.MetaData(), sa.Column("id", sa.Integer(), primary_key=True), sa.Column("b", sa.Integer(), primary_key=True), sa.Column("c", sa.Integer()))
with op.batch_alter_table("a", copy_from=old) as b:
    b.drop_column("b")

# --- a type with a check comes in a table made anew
old = sa.Table("a", sa.MetaData(), sa.Column("id", sa.Integer(), primary_key=True), sa.Column("b", sa.Integer()))
with op.batch_alter_table("a", copy_from=old) as b:
    b.alter_column("b", type_=sa.Boolean(create_constraint=True, name="ck_b"), existing_type=sa.Integer())

# --- a type with a check goes in a table made anew
old = sa.Table("a", sa.MetaData(), sa.Column("id", sa.Integer(), primary_key=True), sa.Column("b", sa.Boolean(create_constraint=True, name="ck_b")))
with op.batch_alter_table("a", copy_from=old) as b:
    b.alter_column("b", type_=sa.Integer(), existing_type=sa.Boolean(create_constraint=True, name="ck_b"))

# --- defaults, counting and comments of a table made anew
old = sa.Table("a", sa.MetaData(), sa.Column("id", sa.Integer(), primary_key=True), sa.Column("b", sa.String(4), server_default="x"), sa.Column("c", sa.String(4), server_default="y"))
with op.batch_alter_table("a", copy_from=old, recreate="always") as b:
    b.alter_column("b", server_default=None)
    b.alter_column("c", server_default=sa.text("'z'"), comment="c")
    b.alter_column("id", autoincrement=False)

# --- a key of the table to itself
old = sa.Table("a", sa.MetaData(), sa.Column("id", sa.Integer(), primary_key=True), sa.Column("up", sa.Integer(), sa.ForeignKey("a.id", name="fk_up")))
with op.batch_alter_table("a", copy_from=old) as b:
    b.alter_column("up", nullable=False)

# --- a check in a column goes
old = sa.Table("a", sa.MetaData(), sa.Column("id", sa.Integer(), primary_key=True), sa.Column("b", sa.Integer(), sa.CheckConstraint("b > 1", name="ck_b")))
with op.batch_alter_table("a", copy_from=old) as b:
    b.drop_constraint("ck_b", type_="check")

# --- an indexed column comes to a table made anew
old = sa.Table("a", sa.MetaData(), sa.Column("id", sa.Integer(), primary_key=True))
with op.batch_alter_table("a", copy_from=old, recreate="always") as b:
    b.add_column(sa.Column("b", sa.Integer(), index=True))

# --- casts of a table made anew
old = sa.Table("a", sa.MetaData(), sa.Column("id", sa.Integer(), primary_key=True), sa.Column("b", sa.String(4)), sa.Column("c", sa.Integer()), sa.Column("d", sa.Text()), sa.Column("e", sa.String(4)))
with op.batch_alter_table("a", copy_from=old, recreate="always") as b:
    b.alter_column("b", type_=sa.Integer())
    b.alter_column("c", type_=sa.String(9))
    b.alter_column("d", type_=sa.JSON())
    b.alter_column("e", type_=sa.Text())

# --- casts one after the other
old = sa.Table("a", sa.MetaData(), sa.Column("id", sa.Integer(), primary_key=True), sa.Column("b", sa.String(4)))
with op.batch_alter_table("a", copy_from=old, recreate="always") as b:
    b.alter_column("b", type_=sa.Integer())
    b.alter_column("b", type_=sa.DateTime())

# --- the type of a new column
old = sa.Table("a", sa.MetaData(), sa.Column("id", sa.Integer(), primary_key=True))
with op.batch_alter_table("a", copy_from=old, recreate="always") as b:
    b.add_column(sa.Column("b", sa.Integer()))
    b.alter_column("b", type_=sa.String(4))

# --- an enumeration in a table made anew
old = sa.Table("a", sa.MetaData(), sa.Column("id", sa.Integer(), primary_key=True), sa.Column("b", sa.Enum("x", name="kind")))
with op.batch_alter_table("a", copy_from=old, recreate="always") as b:
    b.add_column(sa.Column("c", sa.Enum("y", name="kind2")))
