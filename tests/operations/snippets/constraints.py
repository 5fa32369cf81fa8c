# --- unique
op.create_unique_constraint("uq", "a", ["b", "C"])
op.create_unique_constraint(None, "a", ["b"], schema="s", deferrable=True, initially="DEFERRED")
op.create_unique_constraint(constraint_name="uq", table_name="a", columns=["b"], postgresql_nulls_not_distinct=True)

# --- checks
op.create_check_constraint("ck", "a", "b > 3")
op.create_check_constraint("ck", "a", column("b") > 3, schema="s")
op.create_check_constraint("ck", "a", sa.and_(column("b") > 3, column("c").in_(["x", "y"])))
op.create_check_constraint(op.f("ck"), "a", sa.text("b > 3"), postgresql_not_valid=True)
op.create_check_constraint(None, "a", "b LIKE '5%'", deferrable=True)

# --- keys
op.create_primary_key("pk", "a", ["b", "c"])
op.create_primary_key(None, "a", ["b"], schema="s")

# --- foreign keys
op.create_foreign_key("fk", "a", "z", ["b"], ["id"])
op.create_foreign_key(None, "a", "z", ["b", "c"], ["x", "y"], ondelete="CASCADE", onupdate="SET NULL", deferrable=True, initially="DEFERRED")
op.create_foreign_key("fk", "a", "Z", ["b"], ["Id"], source_schema="s", referent_schema="db.owner", use_alter=True)
op.create_foreign_key("fk", source_table="a", referent_table="a", local_cols=["b"], remote_cols=["id"], postgresql_not_valid=True)

# --- a foreign key that matches
op.create_foreign_key("fk", "a", "z", ["b"], ["id"], match="FULL")

# --- exclusion
op.create_exclude_constraint("ex", "a", ("period", "&&"), (column("room"), "="), where=sa.text("room <> 1"), using="gist", schema="s", deferrable=True)

# --- a constraint is dropped by its kind
op.drop_constraint("x", "a", type_="unique")
op.drop_constraint("x", "a", "foreignkey", schema="s")
op.drop_constraint("x", "a", type_="primary")
op.drop_constraint("X", "a", type_="check")
op.drop_constraint(constraint_name="x", table_name="a", type_="unique", if_exists=True)

# --- a constraint is dropped without its kind
op.drop_constraint("x", "a")

# --- a kind that is none
op.drop_constraint("x", "a", type_="index")

# --- a constraint without a name is dropped
op.drop_constraint(None, "a", type_="unique")

# --- a key without a name is dropped
op.drop_constraint(None, "a", type_="primary")

# --- too few arguments
op.create_unique_constraint("uq", "a")

# --- too many arguments
op.create_unique_constraint("uq", "a", ["b"], "s")
