"""Fixtures of accounts' tests."""
