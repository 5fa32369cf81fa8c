# --- plain columns
op.add_column("a", sa.Column("b", sa.String(9)))
op.add_column("a", sa.Column("b", sa.Integer(), nullable=False, server_default="3"), schema="s")
op.add_column("a", sa.Column("B", sa.Integer()), schema="db.owner")
op.add_column("a", sa.Column("b", sa.Integer()), if_not_exists=True)

# --- columns by other spellings
op.add_column("a", column=sa.Column("b", type_=sa.Integer()))
op.add_column(table_name="a", column=sa.Column(name="b", type_=sa.Integer))

# --- a column that counts
op.add_column("a", sa.Column("b", sa.Integer(), primary_key=True))
op.add_column("a", sa.Column("b", sa.BigInteger(), primary_key=True), inline_primary_key=True)

# --- a column that refers
op.add_column("a", sa.Column("b", sa.Integer(), sa.ForeignKey("z.id", name="fk_b", ondelete="CASCADE")))

# --- a column that refers, without a name
op.add_column("a", sa.Column("b", sa.Integer(), sa.ForeignKey("z.id")), schema="s")

# --- a column that refers in its clause
op.add_column("a", sa.Column("b", sa.Integer(), sa.ForeignKey("s.z.id", name="fk_b", ondelete="CASCADE", deferrable=True)), inline_references=True)
op.add_column("a", sa.Column("b", sa.Integer(), nullable=False), inline_references=True)

# --- a column that refers twice
op.add_column("a", sa.Column("b", sa.Integer(), sa.ForeignKey("z.id"), sa.ForeignKey("y.id")))

# --- a unique column
op.add_column("a", sa.Column("b", sa.Integer(), unique=True))

# --- an indexed column
op.add_column("a", sa.Column("b", sa.Integer(), index=True))
op.add_column("a", sa.Column("b", sa.Integer(), index=True, unique=True), schema="s")

# --- a column with a check
op.add_column("a", sa.Column("b", sa.Integer(), sa.CheckConstraint("b > 4", name="ck_b"), nullable=False))

# --- a column with a check of its type
op.add_column("a", sa.Column("b", sa.Boolean(create_constraint=True, name="ck_b")))
op.add_column("a", sa.Column("c", sa.Enum("x", "y", name="ck_c", native_enum=False, create_constraint=True)))

# --- a column with an unnamed check of its type
op.add_column("a", sa.Column("b", sa.Boolean(create_constraint=True)))

# --- a column with a comment
op.add_column("a", sa.Column("b", sa.Integer(), comment="it's b", server_default="1"), schema="s")

# --- generated and counting columns
op.add_column("a", sa.Column("b", sa.Integer(), sa.Computed("c + 1", persisted=True)))
op.add_column("a", sa.Column("b", sa.Integer(), sa.Identity(start=5)))

# --- an enumeration is not created with a column
op.add_column("a", sa.Column("b", sa.Enum("x", "y", name="kind"), nullable=True))

# --- columns are dropped
op.drop_column("a", "b")
op.drop_column("a", "B", schema="s", if_exists=True)
op.drop_column("a", "b", mssql_drop_default=True, mssql_drop_check=True)
op.drop_column(table_name="a", column_name="b")

# --- NULL or not
op.alter_column("a", "b", nullable=True, existing_type=sa.String(4))
op.alter_column("a", "b", nullable=False, existing_type=sa.Integer(), schema="s")

# --- NULL or not without a type
op.alter_column("a", "b", nullable=False)

# --- another type
op.alter_column("a", "b", type_=sa.BigInteger())
op.alter_column("a", "b", type_=sa.BigInteger(), existing_type=sa.Integer(), existing_nullable=False)
op.alter_column("a", "b", type_=sa.Text)
op.alter_column("a", "b", type_=sa.String(9), postgresql_using="b::varchar")
op.alter_column("a", "b", existing_type=sa.VARCHAR(length=5), type_=sa.String(length=50), existing_nullable=True)

# --- USING without a type
op.alter_column("a", "b", postgresql_using="b::int")

# --- a type with a check comes
op.alter_column("a", "b", type_=sa.Boolean(create_constraint=True, name="ck_b"), existing_type=sa.Integer())

# --- a type with a check goes
op.alter_column("a", "b", type_=sa.Integer(), existing_type=sa.Enum("x", name="ck_b", native_enum=False, create_constraint=True))

# --- types with checks, one for the other
op.alter_column("a", "b", type_=sa.Enum("x", "y", name="ck_b", native_enum=False, create_constraint=True), existing_type=sa.Enum("x", name="ck_b", native_enum=False, create_constraint=True), existing_nullable=False, schema="s")

# --- a check without a name goes
op.alter_column("a", "b", type_=sa.Integer(), existing_type=sa.Enum("x", native_enum=False, create_constraint=True))

# --- defaults
op.alter_column("a", "b", server_default="x")
op.alter_column("a", "b", server_default=None)
op.alter_column("a", "b", server_default=sa.text("1 + 1"))
op.alter_column("a", "b", server_default=sa.func.now(), existing_type=sa.Date())
op.alter_column("a", "b", server_default=sa.false())
op.alter_column("a", "b", server_default=None, existing_server_default=sa.text("5"), existing_type=sa.Integer())

# --- defaults of moments
op.alter_column("a", "b", server_default=sa.func.now(), existing_type=sa.DateTime(), existing_nullable=False)
op.alter_column("a", "b", server_default=None, existing_type=sa.DateTime())
op.alter_column("a", "b", existing_type=sa.DateTime())
op.alter_column("a", "b", existing_type=sa.DateTime)
op.alter_column("a", "b", type_=sa.TIMESTAMP(), existing_type=sa.DateTime(), existing_nullable=False)
op.alter_column("a", "b", type_=sa.DateTime, existing_type=sa.Date(), server_default=sa.text("CURRENT_TIMESTAMP"))

# --- another name
op.alter_column("a", "b", new_column_name="c", existing_type=sa.Integer())
op.alter_column("a", "b", new_column_name="C", existing_type=sa.Integer(), existing_nullable=False, existing_server_default="1", schema="s")

# --- another name without a type
op.alter_column("a", "b", new_column_name="c")

# --- comments
op.alter_column("a", "b", comment="it's b", existing_type=sa.Integer(), existing_comment="x")

# --- a comment goes
op.alter_column("a", "b", comment=None, existing_type=sa.Integer(), existing_comment="x", existing_nullable=False)

# --- a comment stays
op.alter_column("a", "b", nullable=False, existing_type=sa.Integer(), existing_comment="kept", existing_server_default=sa.text("4"))

# --- all at once
op.alter_column("a", "b", nullable=False, type_=sa.Text(), server_default="d", new_column_name="c", existing_type=sa.String(3), schema="s")

# --- counting
op.alter_column("a", "b", autoincrement=True, existing_type=sa.Integer(), existing_nullable=False)
op.alter_column("a", "b", type_=sa.BigInteger(), existing_type=sa.Integer(), existing_autoincrement=True, existing_nullable=False)

# --- an identity comes
op.alter_column("a", "b", server_default=sa.Identity(start=4))

# --- an identity goes
op.alter_column("a", "b", server_default=None, existing_server_default=sa.Identity())

# --- an identity changes
op.alter_column("a", "b", server_default=sa.Identity(always=True, start=4, cycle=True, minvalue=2), existing_server_default=sa.Identity(start=3, minvalue=2))

# --- a generated column
op.alter_column("a", "b", server_default=sa.Computed("c + 1"))

# --- a generated column that stays
op.alter_column("a", "b", nullable=False, existing_type=sa.Integer(), existing_server_default=sa.Computed("c + 1"))

# --- nothing changes
op.alter_column("a", "b", existing_type=sa.Integer(), existing_nullable=True)
op.alter_column("a", "b", default=4)

# --- an argument given twice
op.alter_column("a", "b", name="c")
