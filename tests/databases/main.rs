//! Databases: URLs, scripts and splitting against `SQLAlchemy`, Alembic and `SQLite` itself; sessions on real files.
//!
//! Python is that of `tests/setup-venv.sh`, or the one that `ONEHEAD_PYTHON` names.

mod crash;
mod history;
mod offline;
mod oracle;
mod race;
mod session;
mod split;
mod states;
mod url;
