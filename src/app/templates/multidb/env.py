"""Runs each revision on every database of alembic.ini."""
import logging
from contextlib import ExitStack
from logging.config import fileConfig

from alembic import context
from sqlalchemy import engine_from_config, pool

USE_TWOPHASE = False
"""Whether the databases commit together; they must all be able to prepare a transaction."""

config = context.config

if config.config_file_name is not None:
    fileConfig(config.config_file_name)
logger = logging.getLogger("alembic.env")

# A project with SQLAlchemy models names their MetaData here, by database, for `revision --autogenerate`:
# {"engine1": metadata1, "engine2": metadata2}
target_metadata: dict = {}


def database_names() -> list:
    """Name the databases."""
    names = config.get_main_option("databases", "").split(",")
    return [name.strip() for name in names if name.strip()]


def run_migrations_offline() -> None:
    """Print SQL (`--sql`), one file a database; no database is opened."""
    for name in database_names():
        path = f"{name}.sql"
        logger.info("Database %s: its SQL goes to %s", name, path)
        with open(path, "w", encoding="utf-8") as out:
            context.configure(
                url=config.get_section_option(name, "sqlalchemy.url"),
                output_buffer=out,
                target_metadata=target_metadata.get(name),
                literal_binds=True,
                dialect_opts={"paramstyle": "named"},
            )
            with context.begin_transaction():
                context.run_migrations(engine_name=name)


def run_migrations_online() -> None:
    """Run against the databases; all of them are kept open, and rolled back together when one fails."""
    with ExitStack() as stack:
        opened = []
        for name in database_names():
            engine = engine_from_config(
                config.get_section(name, {}),
                prefix="sqlalchemy.",
                poolclass=pool.NullPool,
            )
            connection = stack.enter_context(engine.connect())
            transaction = connection.begin_twophase() if USE_TWOPHASE else connection.begin()
            opened.append((name, connection, transaction))
        try:
            for name, connection, _ in opened:
                logger.info("Database %s", name)
                context.configure(
                    connection=connection,
                    upgrade_token=f"{name}_upgrades",
                    downgrade_token=f"{name}_downgrades",
                    target_metadata=target_metadata.get(name),
                )
                context.run_migrations(engine_name=name)
            if USE_TWOPHASE:
                for _, _, transaction in opened:
                    transaction.prepare()
            for _, _, transaction in opened:
                transaction.commit()
        except BaseException:
            for _, _, transaction in opened:
                transaction.rollback()
            raise


if context.is_offline_mode():
    run_migrations_offline()
else:
    run_migrations_online()
