"""Addresses of the portal; filled by its owner."""

urlpatterns: list = []
