# --- a key that counts, by flag
op.create_table("account", sa.Column("id", sa.Integer(), primary_key=True), sa.Column("email", sa.String(80), nullable=False))

# --- a key that counts, by constraint
op.create_table("account", sa.Column("id", sa.BigInteger(), nullable=False), sa.Column("email", sa.Unicode(80), nullable=True), sa.PrimaryKeyConstraint("id", name=op.f("pk_account")))

# --- small keys, and variants of types
op.create_table("a", sa.Column("id", sa.SmallInteger(), primary_key=True))
op.create_table("b", sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), primary_key=True))
op.create_table("c", sa.Column("id", sa.Integer().with_variant(sa.BigInteger(), "postgresql"), primary_key=True))

# --- keys that do not count
op.create_table("a", sa.Column("id", sa.Integer(), primary_key=True, autoincrement=False))
op.create_table("b", sa.Column("id", sa.Integer(), primary_key=True, server_default="7"))
op.create_table("c", sa.Column("id", sa.Integer(), sa.ForeignKey("a.id"), primary_key=True))
op.create_table("d", sa.Column("id", sa.Integer(), primary_key=True), sa.ForeignKeyConstraint(["id"], ["a.id"]))
op.create_table("e", sa.Column("id", sa.Integer(), primary_key=True, default=4))
op.create_table("f", sa.Column("id", sa.String(12), primary_key=True))
op.create_table("g", sa.Column("id", sa.Numeric(8, 0), primary_key=True))
op.create_table("h", sa.Column("id", sa.Uuid(), primary_key=True))
op.create_table("i", sa.Column("id", sa.Integer(), sa.ForeignKey("a.id"), primary_key=True, autoincrement="ignore_fk"))

# --- a sequence as default of a key
op.create_table("a", sa.Column("id", sa.Integer(), sa.Sequence("a_id_seq"), primary_key=True))
op.create_table("b", sa.Column("id", sa.Integer(), sa.Sequence("b_id_seq", optional=True), primary_key=True))

# --- keys of several columns
op.create_table("a", sa.Column("x", sa.Integer(), primary_key=True), sa.Column("y", sa.Integer(), primary_key=True))
op.create_table("b", sa.Column("x", sa.Integer()), sa.Column("y", sa.Integer()), sa.PrimaryKeyConstraint("y", "x"))

# --- the one of several key columns that counts
op.create_table("a", sa.Column("x", sa.Integer(), primary_key=True), sa.Column("y", sa.Integer(), primary_key=True, autoincrement=True))

# --- counting is asked of what cannot count
op.create_table("a", sa.Column("x", sa.String(4), primary_key=True, autoincrement=True))

# --- counting is asked of two
op.create_table("a", sa.Column("x", sa.Integer(), primary_key=True, autoincrement=True), sa.Column("y", sa.Integer(), primary_key=True, autoincrement=True))

# --- counting is asked outside of the key
op.create_table("a", sa.Column("x", sa.Integer(), primary_key=True), sa.Column("y", sa.Integer(), autoincrement=True))

# --- a number without digits behind the point may count
op.create_table("a", sa.Column("x", sa.Numeric(10, 0), primary_key=True, autoincrement=True))

# --- flags and a constraint disagree about the key
op.create_table("a", sa.Column("x", sa.Integer(), primary_key=True), sa.Column("y", sa.Integer()), sa.PrimaryKeyConstraint("y"))

# --- a key of flags with a name from an empty constraint
op.create_table("a", sa.Column("x", sa.Integer(), primary_key=True), sa.PrimaryKeyConstraint(name="pk_a"))

# --- identities
op.create_table("a", sa.Column("id", sa.Integer(), sa.Identity(), primary_key=True))
op.create_table("b", sa.Column("id", sa.BigInteger(), sa.Identity(always=True, start=100, increment=10, minvalue=1, maxvalue=900, cycle=True, cache=3), nullable=False))
op.create_table("c", sa.Column("n", sa.Integer(), sa.Identity(), nullable=True))
op.create_table("d", sa.Column("n", sa.Integer(), sa.Identity(nominvalue=True, nomaxvalue=True, cycle=False)))

# --- generated columns
op.create_table("a", sa.Column("w", sa.Integer()), sa.Column("area", sa.Integer(), sa.Computed("w * w")))
op.create_table("b", sa.Column("w", sa.Integer()), sa.Column("area", sa.Integer(), sa.Computed("w * w", persisted=True), nullable=False))
op.create_table("c", sa.Column("w", sa.Integer()), sa.Column("area", sa.Integer(), sa.Computed("w * w", persisted=False)))

# --- constraints in the order of their making
op.create_table(
    "a",
    sa.Column("id", sa.Integer(), nullable=False),
    sa.Column("b", sa.String(3), unique=True),
    sa.Column("c", sa.Integer(), sa.ForeignKey("z.id")),
    sa.UniqueConstraint("b", "c", name="uq_two"),
    sa.CheckConstraint("c > 3", name="ck_c"),
    sa.PrimaryKeyConstraint("id"),
    sa.ForeignKeyConstraint(["c"], ["y.id"], name="fk_c"),
    sa.UniqueConstraint("c"),
)

# --- constraints made before the table
late = sa.CheckConstraint("x > 0", name="made_first")
op.create_table("a", sa.Column("x", sa.Integer()), sa.UniqueConstraint("x", name="made_second"), late)

# --- a constraint that stands in two tables
shared = sa.UniqueConstraint("x", name="uq_x")
op.create_table("a", sa.Column("x", sa.Integer(), unique=True), shared, sa.CheckConstraint("x > 1"))
op.create_table("b", sa.Column("x", sa.Integer(), unique=True), shared, sa.CheckConstraint("x > 1"))

# --- a column that stands in two tables
when = sa.Column("at", sa.DateTime(), server_default=sa.func.now(), nullable=False)
op.create_table("a", sa.Column("id", sa.Integer(), primary_key=True), when)
op.create_table("b", sa.Column("id", sa.Integer(), primary_key=True), when)

# --- checks of types, keys and flags of columns
op.create_table(
    "a",
    sa.Column("id", sa.Integer(), primary_key=True),
    sa.Column("kind", sa.Enum("p", "q", name="kind", native_enum=False, create_constraint=True), sa.ForeignKey("k.id"), unique=True),
    sa.Column("on", sa.Boolean(create_constraint=True), unique=True),
    sa.Column("off", sa.Boolean(create_constraint=True, name="ck_off")),
    sa.CheckConstraint("kind <> 'r'"),
)

# --- indexes of columns
op.create_table("a", sa.Column("b", sa.Integer(), index=True), sa.Column("c", sa.Integer(), unique=True), sa.Column("d", sa.Integer(), index=True, unique=True))
op.create_table("a", sa.Column("b", sa.Integer(), index=True), schema="s")

# --- indexes in a table
op.create_table("a", sa.Column("b", sa.Integer()), sa.Column("c", sa.Integer()), sa.Index("ix_two", "b", "c"), sa.Index("ux_b", "b", unique=True), sa.Index(None, "c"))
op.create_table("a", sa.Column("b", sa.Integer()), sa.Index("ix_low", sa.text("lower(b)")), schema="s")
op.create_table("a", sa.Column("b", sa.Integer()), sa.Index("ix_gin", "b", postgresql_using="gin", mysql_length=4))

# --- a name of an index that is forced
op.create_table("a", sa.Column("b", sa.Integer()), sa.Index("ix_b", "b", quote=True))

# --- foreign keys
op.create_table("a", sa.Column("b", sa.Integer(), sa.ForeignKey("z.id", name="fk_z", ondelete="SET NULL", onupdate="CASCADE", deferrable=True, initially="DEFERRED")))
op.create_table("a", sa.Column("b", sa.Integer()), sa.Column("c", sa.Integer()), sa.ForeignKeyConstraint(["b", "c"], ["s.z.x", "s.z.y"]))
op.create_table("a", sa.Column("id", sa.Integer(), primary_key=True), sa.Column("up", sa.Integer()), sa.ForeignKeyConstraint(["up"], ["a.id"], ondelete="CASCADE"))
op.create_table("a", sa.Column("b", sa.Integer()), sa.ForeignKeyConstraint(["b"], ["z.id"], use_alter=True, name="fk_late"))
op.create_table("a", sa.Column("b", sa.Integer(), sa.ForeignKey("s.z.id")), schema="s")
op.create_table("a", sa.Column("b", sa.Integer(), sa.ForeignKey("z.id"), sa.ForeignKey("y.id")))

# --- MATCH of a foreign key
op.create_table("a", sa.Column("b", sa.Integer()), sa.ForeignKeyConstraint(["b"], ["z.id"], match="FULL"))

# --- columns of a deletion
op.create_table("a", sa.Column("b", sa.Integer()), sa.ForeignKeyConstraint(["b"], ["z.id"], ondelete="SET NULL (b)"))

# --- no phrase of SQL
op.create_table("a", sa.Column("b", sa.Integer()), sa.ForeignKeyConstraint(["b"], ["z.id"], ondelete="CASCADE; x"))

# --- when constraints are checked
op.create_table("a", sa.Column("b", sa.Integer()), sa.UniqueConstraint("b", deferrable=False, initially="IMMEDIATE"), sa.PrimaryKeyConstraint("b", deferrable=True))
op.create_table("a", sa.Column("b", sa.Integer()), sa.CheckConstraint("b > 1", deferrable=True, initially="DEFERRED"))

# --- arguments of dialects on constraints
op.create_table("a", sa.Column("b", sa.Integer()), sa.Column("c", sa.Integer()), sa.UniqueConstraint("b", postgresql_nulls_not_distinct=True, postgresql_include=["c"], sqlite_on_conflict="IGNORE"), sa.PrimaryKeyConstraint("c", mysql_using="btree", sqlite_on_conflict="FAIL", postgresql_include=["b"]))
op.create_table("a", sa.Column("b", sa.Integer()), sa.UniqueConstraint("b", postgresql_nulls_not_distinct=False), sa.CheckConstraint("b > 0", postgresql_not_valid=True, sqlite_on_conflict="ABORT"))
op.create_table("a", sa.Column("b", sa.Integer()), sa.ForeignKeyConstraint(["b"], ["z.id"], postgresql_not_valid=True))
op.create_table("a", sa.Column("b", sa.Integer(), nullable=False, unique=True, sqlite_on_conflict_not_null="IGNORE", sqlite_on_conflict_unique="REPLACE"))

# --- an argument that a dialect does not accept
op.create_table("a", sa.Column("b", sa.Integer(), mysql_after="c"))

# --- an argument of no dialect
op.create_table("a", sa.Column("b", sa.Integer()), sa.UniqueConstraint("b", wrong=1))

# --- an argument of a dialect that is not there
op.create_table("a", sa.Column("b", sa.Integer()), nosuchdialect_using="x")

# --- checks in columns
op.create_table("a", sa.Column("b", sa.Integer(), sa.CheckConstraint("b >= 10", name="ck_ten"), nullable=False), sa.Column("c", sa.String(4), sa.CheckConstraint("c <> ''")))

# --- comments
op.create_table("a", sa.Column("b", sa.Integer(), comment="it's b"), sa.Column("c", sa.Integer(), comment=""), comment="all of 'a'")
op.create_table("a", sa.Column("b", sa.String(2), comment="50% \\ off", server_default="x", nullable=False), schema="s", comment="x")

# --- options of tables
op.create_table("a", sa.Column("b", sa.Integer()), mysql_engine="InnoDB", mysql_default_charset="utf8mb4", mysql_collate="utf8mb4_bin", mariadb_engine="Aria", mariadb_row_format="DYNAMIC")
op.create_table("a", sa.Column("b", sa.Integer()), mysql_collate="latin1_bin", mysql_DEFAULT_CHARSET="latin1", mysql_ENGINE="MyISAM", comment="c")
op.create_table("a", sa.Column("b", sa.Integer()), mysql_partition_by="HASH(b)", mysql_partitions="4", mysql_key_block_size="8")
op.create_table("a", sa.Column("b", sa.Integer()), postgresql_inherits="p", postgresql_with={"fillfactor": 60, "autovacuum_enabled": False, "x": None}, postgresql_on_commit="PRESERVE_ROWS", postgresql_tablespace="Fast", postgresql_using="heap")
op.create_table("a", sa.Column("b", sa.Integer()), postgresql_inherits=("p", "Q"), postgresql_partition_by="LIST (b)", postgresql_with_oids=False)
op.create_table("a", sa.Column("b", sa.Integer()), sqlite_with_rowid=False, sqlite_strict=True)
op.create_table("a", sa.Column("id", sa.Integer(), primary_key=True), sqlite_autoincrement=True)
op.create_table("a", sa.Column("id", sa.Integer(), sa.ForeignKey("z.id"), primary_key=True), sqlite_autoincrement=True)
op.create_table("a", sa.Column("x", sa.Integer(), primary_key=True), sa.Column("y", sa.Integer(), primary_key=True), sqlite_autoincrement=True)

# --- prefixes, schemas, existence
op.create_table("a", sa.Column("b", sa.Integer()), prefixes=["TEMPORARY"], if_not_exists=True, schema="s")
op.create_table("a", sa.Column("b", sa.Integer()), schema="db.owner")
op.create_table("a", sa.Column("b", sa.Integer(), index=True), schema="db.owner")

# --- quoting
op.create_table("Order", sa.Column("select", sa.Integer()), sa.Column("Mixed", sa.Integer()), sa.Column("with space", sa.Integer()), sa.Column("9x", sa.Integer()), sa.Column("a%b", sa.Integer()), sa.Column('q"q', sa.Integer()), sa.Column("t`t", sa.Integer()), sa.Column("user", sa.Integer()), sa.Column("rank", sa.Integer()), sa.PrimaryKeyConstraint("select", name="PK"), sa.UniqueConstraint("Mixed", name="uq mixed"))
op.create_table("a", sa.Column("b", sa.Integer(), quote=True), quote=True, schema="s", quote_schema=True)
op.create_table(sa.sql.quoted_name("plain", quote=True), sa.Column(sa.sql.quoted_name("Odd", quote=False), sa.Integer()))

# --- names that are long
op.create_table("n" * 50, sa.Column("c" * 30, sa.Integer(), index=True))
op.create_table("a", sa.Column("b", sa.Integer()), sa.UniqueConstraint("b", name=op.f("u" * 80)))

# --- a constraint whose name is too long
op.create_table("a", sa.Column("b", sa.Integer()), sa.UniqueConstraint("b", name="u" * 80))

# --- no columns, and none for the database
op.create_table("a")
op.create_table("b", sa.Column("x", sa.Integer(), system=True), sa.Column("y", sa.Integer()))

# --- a column without a type
op.create_table("a", sa.Column("b"))

# --- a constraint over a column that is not there
op.create_table("a", sa.Column("b", sa.Integer()), sa.UniqueConstraint("c"))

# --- an index over a column that is not there
op.create_table("a", sa.Column("b", sa.Integer()), sa.Index("ix", "c"))

# --- a column twice
op.create_table("a", sa.Column("b", sa.Integer()), sa.Column("b", sa.Integer()))

# --- keys of other lengths than what they refer to
op.create_table("a", sa.Column("b", sa.Integer()), sa.ForeignKeyConstraint(["b"], ["z.x", "z.y"]))

# --- drop and rename
op.drop_table("a")
op.drop_table("a", schema="s", if_exists=True)
op.drop_table("A", mysql_engine="InnoDB")
op.rename_table("a", "b")
op.rename_table("a", "B", schema="s")
op.rename_table("a", "b", schema="db.owner")

# --- an argument that drop_table does not know
op.drop_table("a", cascade=True)

# --- comments of tables
op.create_table_comment("a", "it's a", existing_comment="x")
op.create_table_comment("a", "", schema="s")
op.drop_table_comment("a", existing_comment="x", schema="s")

# --- timestamps that are null on purpose
op.create_table("a", sa.Column("x", sa.TIMESTAMP()), sa.Column("y", sa.TIMESTAMP(), nullable=False), sa.Column("z", sa.TIMESTAMP(timezone=True), server_default=sa.text("CURRENT_TIMESTAMP")))
op.create_table("a", sa.Column("x", sa.TIMESTAMP(), server_default=sa.text("CURRENT_TIMESTAMP ON UPDATE CURRENT_TIMESTAMP")), sa.Column("y", sa.DateTime(), server_default=sa.text("now(3)")))

# --- defaults
op.create_table(
    "a",
    sa.Column("a", sa.String(5), server_default="it's"),
    sa.Column("b", sa.Integer(), server_default="0"),
    sa.Column("c", sa.Integer(), server_default=sa.text("0")),
    sa.Column("d", sa.Boolean(), server_default=sa.true()),
    sa.Column("e", sa.Boolean(), server_default=sa.false(), nullable=False),
    sa.Column("f", sa.DateTime(), server_default=sa.func.now()),
    sa.Column("g", sa.Integer(), server_default=sa.text("1 + 1")),
    sa.Column("h", sa.Integer(), server_default=sa.text("-1")),
    sa.Column("i", sa.Integer(), server_default=sa.null()),
    sa.Column("j", sa.Integer(), server_default=sa.FetchedValue()),
    sa.Column("k", sa.Integer(), server_default=sa.schema.DefaultClause(sa.text("3"))),
    sa.Column("l", sa.Integer(), default=3, onupdate=4, server_onupdate=sa.FetchedValue(), info={"x": 1}, doc="x"),
    sa.Column("m", sa.Integer(), sa.schema.DefaultClause("8")),
)

# --- a default that is no text
op.create_table("a", sa.Column("b", sa.Integer(), server_default=5))

# --- a key that is written twice
op.create_table("a", sa.Column("x", sa.Integer()), sa.Column("y", sa.Integer()), sa.PrimaryKeyConstraint("x", name="pk_x"), sa.PrimaryKeyConstraint("y", name="pk_y"))

# --- an identity that does not count
op.create_table("a", sa.Column("x", sa.Integer(), sa.Identity(), autoincrement=False))

# --- an identity with a default
op.create_table("a", sa.Column("x", sa.Integer(), sa.Identity(), server_default="4"))

# --- a generated column with a default
op.create_table("a", sa.Column("x", sa.Integer(), sa.Computed("1"), server_default="4"))

# --- a check of objects in a column
op.create_table("a", sa.Column("x", sa.Integer(), sa.CheckConstraint(column("x") > 3)))

# --- a check of objects in a table
op.create_table("a", sa.Column("x", sa.Integer()), sa.CheckConstraint(column("x") > 3, name="ck"))
