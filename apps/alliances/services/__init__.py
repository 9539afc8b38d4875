"""Verbs of alliances, one module per subject."""
