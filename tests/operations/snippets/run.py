# --- enumerations are created once
op.create_table("a", sa.Column("b", sa.Enum("x", "y", name="kind")), sa.Column("c", sa.Enum("x", "y", name="kind")))
op.create_table("d", sa.Column("b", sa.Enum("x", "y", name="kind"), server_default="x"))
op.create_table("e", sa.Column("b", sa.Enum("x", "it's", name="Kind", schema="s")))

# --- enumerations that are not created
op.create_table("a", sa.Column("b", pg.ENUM("x", name="kind", create_type=False)))
op.create_table("b", sa.Column("b", sa.Enum("x", name="kind", native_enum=False)))

# --- an enumeration of PostgreSQL elsewhere
op.create_table("a", sa.Column("b", pg.ENUM("x", name="kind")))

# --- an enumeration that takes the schema of its table
op.create_table("a", sa.Column("b", sa.Enum("x", name="kind", inherit_schema=True)), schema="s")

# --- an enumeration in an array
op.create_table("a", sa.Column("b", sa.ARRAY(sa.Enum("x", name="kind"))))

# --- an enumeration as a variant
op.create_table("a", sa.Column("b", sa.String(5).with_variant(sa.Enum("x", name="kind"), "postgresql")))

# --- an enumeration by hand
kind = sa.Enum("x", "y", name="kind")
kind.create(op.get_bind(), checkfirst=True)
op.add_column("a", sa.Column("b", kind))
kind.drop(op.get_bind())

# --- an enumeration of PostgreSQL by hand
kind = pg.ENUM("x", "y", name="kind", create_type=False)
kind.create(op.get_bind())
op.create_table("a", sa.Column("b", kind))

# --- an enumeration that is dropped by its name alone
sa.Enum(name="kind").drop(op.get_bind(), checkfirst=False)

# --- a domain
op.create_table("a", sa.Column("b", pg.DOMAIN("pos", sa.Integer(), check="VALUE > 0", not_null=True)))

# --- statements
op.execute("UPDATE a SET b = 'x:y' WHERE c::int = 4")
op.execute(sa.text("DELETE FROM a WHERE b = :b").bindparams(b="it's"))
op.execute("CREATE FUNCTION f() AS $$\n\tBEGIN\n\tEND $$;  ")
op.get_bind().execute(sa.text("UPDATE a SET b = 1"))
op.get_context().execute("UPDATE a SET b = 2")

# --- statements of expressions
t = sa.table("a", sa.column("b", sa.String), sa.column("c", sa.Integer))
op.execute(t.update().where(t.c.b == op.inline_literal("x")).values(c=4))
op.execute(t.insert().values(b="y", c=5))
op.execute(t.delete().where(t.c.c > 3))

# --- rows
t = op.create_table("a", sa.Column("id", sa.Integer(), primary_key=True), sa.Column("b", sa.String(5)), sa.Column("c", sa.Boolean()))
op.bulk_insert(t, [{"b": "x", "c": True}, {"b": None, "c": False}])
op.bulk_insert(t, [])

# --- outside of the transaction
op.execute("SELECT 1")
with op.get_context().autocommit_block():
    op.execute("ALTER TYPE kind ADD VALUE 'z'")
op.execute("SELECT 2")

# --- a table on a connection
t = sa.Table("a", sa.MetaData(), sa.Column("id", sa.Integer(), primary_key=True), sa.Column("b", sa.Integer(), index=True))
t.create(op.get_bind())
t.drop(op.get_bind(), checkfirst=True)

# --- a connection that is passed around
bind = op.get_bind()
context = op.get_context()
bind.engine.connect().execute(sa.text("SELECT 1"))
context.bind.execute(sa.text("SELECT 2"))

# --- the result of a statement
op.get_bind().execute(sa.text("SELECT 1")).fetchall()

# --- a directive that is not known
op.create_view("v", "SELECT 1")

# --- an enumeration of PostgreSQL as a variant
op.create_table("a", sa.Column("b", sa.String(5).with_variant(pg.ENUM("x", name="kind"), "postgresql")))

# --- a domain elsewhere
op.create_table("a", sa.Column("b", sa.Integer().with_variant(pg.DOMAIN("pos", sa.Integer()), "postgresql")))

# --- a type without a name is created
sa.String(5).create(op.get_bind())

# --- an array of an enumeration is created
sa.ARRAY(sa.Enum("x", name="kind")).create(op.get_bind())

# --- a table after its types
kind = sa.Enum("x", name="kind")
kind.create(op.get_bind())
op.create_table("a", sa.Column("b", kind))
t = sa.Table("c", sa.MetaData(), sa.Column("b", kind))
t.create(op.get_bind())
