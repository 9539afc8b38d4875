"""An app only the kill tests install: one effect inside Postgres that would show if it happened twice."""
