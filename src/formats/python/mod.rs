//! Alembic's revision scripts, read as text.
