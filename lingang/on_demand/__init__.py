"""A Postgres backend for `manage.py` when nothing runs: the first query starts the embedded server."""
