# --- plain indexes
op.create_index("ix", "a", ["b", "C"])
op.create_index(op.f("ix_a_b"), "a", ["b"], unique=False)
op.create_index("ix", "a", ["b"], unique=True, schema="s", if_not_exists=True)
op.create_index(None, "a", ["b", "c"])
op.create_index(None, "a", ["b"], schema="s")
op.create_index(index_name="ix", table_name="a", columns=["b"])

# --- expressions
op.create_index("ix", "a", [text("lower(b)"), "c"])
op.create_index("ix", "a", [func.lower(column("b"))])
op.create_index("ix", "a", [column("b").desc(), text("c ASC")])
op.create_index("ix", "a", [column("b") + column("c")])

# --- arguments of PostgreSQL
op.create_index("ix", "a", ["b", "c"], postgresql_using="GIN", postgresql_ops={"b": "gin_trgm_ops"}, postgresql_with={"fastupdate": False, "fillfactor": 50}, postgresql_include=["d", "E"], postgresql_tablespace="Fast", postgresql_concurrently=True, postgresql_where=text("b > 3"))
op.create_index("ix", "a", ["b"], unique=True, postgresql_nulls_not_distinct=True)
op.create_index("ix", "a", ["b"], unique=True, postgresql_nulls_not_distinct=False)
op.create_index("ix", "a", ["b"], postgresql_where=column("c").is_(None))
op.create_index("ix", "a", ["b"], postgresql_where="c IS NULL")

# --- no method of an index
op.create_index("ix", "a", ["b"], postgresql_using="gin; x")

# --- arguments of MySQL
op.create_index("ix", "a", ["b", "c"], mysql_length=12, mysql_prefix="FULLTEXT", mysql_with_parser="ngram", mysql_using="hash")
op.create_index("ix", "a", ["b", "c"], mysql_length={"b": 9}, mariadb_length={"c": 7}, mariadb_using="btree", mysql_using="hash")

# --- arguments of SQLite
op.create_index("ix", "a", ["b"], sqlite_where=text("b > 3"), schema="s")
op.create_index("ix", "a", ["b"], sqlite_where=sa.and_(column("c") == "x", column("d") > 4))

# --- an argument that is not accepted
op.create_index("ix", "a", ["b"], sqlite_length=4)

# --- a name that is too long
op.create_index("i" * 70, "a", ["b"])

# --- a long name that may be cut
op.create_index(op.f("i" * 70), "a", ["b"])

# --- indexes are dropped
op.drop_index("ix")
op.drop_index("ix", table_name="a", schema="s")
op.drop_index(op.f("ix"), "A", if_exists=True, postgresql_concurrently=True)
op.drop_index("ix", table_name="a", postgresql_using="gin", mysql_length=4)

# --- an index without a name is dropped
op.drop_index(None, table_name="a")

# --- an expression that is no column
op.create_index("ix", "a", [func.coalesce(column("b"), 0).desc()])
op.create_index("ix", "a", [sa.text("b DESC NULLS LAST"), column("c").asc()])
