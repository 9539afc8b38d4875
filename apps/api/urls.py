"""Addresses of the api; filled by its owner."""

urlpatterns: list = []
