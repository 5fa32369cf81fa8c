//! Who comes after whom (Alembic's `script/revision.py`; spec sections 2 and 3).
