"""A page with every component on it; for tests and eyes, never a public address."""
