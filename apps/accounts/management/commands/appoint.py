"""`manage.py appoint`: gives a person a role from the command line; how the first administrators come in."""

import getpass

from django.core.management.base import BaseCommand, CommandError
from django.db import transaction

from apps.accounts import identifiers, services
from apps.accounts.actor import Actor
from apps.accounts.models import Organization, User
from apps.accounts.roles import ROLES
from apps.core.errors import Refused

ACTOR = Actor.system("command")


class Command(BaseCommand):
    help = "给一个人在一家单位的一个角色；账号不存在时先开户（密码从提示输入）"

    def add_arguments(self, parser):
        parser.add_argument("--login", required=True, help="电子邮箱或手机号")
        parser.add_argument("--organization", required=True, metavar="CODE", help="单位代码")
        parser.add_argument("--role", required=True, choices=sorted(ROLES))
        parser.add_argument("--name", default="", help="姓名（开户时用）")

    def handle(self, *, login, organization, role, name, **options):
        place = Organization.objects.filter(code=organization).first()
        if place is None:
            raise CommandError(f"没有代码为「{organization}」的单位")
        try:
            with transaction.atomic():
                user = self._user(identifiers.normalize_login(login), name)
                membership = services.add_member(user=user, organization=place, role=role, actor=ACTOR)
        except Refused as error:
            raise CommandError(error.message) from error
        self.stdout.write(f"已任命：{membership}")

    def _user(self, login: str, name: str) -> User:
        known = User.objects.named(login).first()
        return known or services.open_account(
            login=login, password=getpass.getpass("新账号的密码："), name=name, actor=ACTOR
        )
