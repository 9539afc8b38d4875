"""Adjectives for users, organizations, memberships, grants and API clients."""

from django.contrib.auth.base_user import BaseUserManager
from django.db.models import QuerySet


class UserQuerySet(QuerySet):
    pass


class UserManager(BaseUserManager.from_queryset(UserQuerySet)):
    pass


class OrganizationQuerySet(QuerySet):
    pass


class MembershipQuerySet(QuerySet):
    pass


class GrantQuerySet(QuerySet):
    pass


class ApiClientQuerySet(QuerySet):
    pass
