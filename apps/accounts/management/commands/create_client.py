"""`manage.py create_client`: a bearer token for a partner's program; the token stands alone on the last line."""

from datetime import timedelta

from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from apps.accounts import scopes, services
from apps.accounts.actor import Actor
from apps.accounts.models import Organization
from apps.core.errors import Refused


class Command(BaseCommand):
    help = "为一家单位生成接口令牌（只显示这一次）"

    def add_arguments(self, parser):
        parser.add_argument("--organization", required=True, metavar="CODE", help="单位代码")
        known = " ".join(scopes.SCOPES)
        parser.add_argument("--scopes", required=True, dest="wanted", help=f"空格分隔，可用：{known}")
        parser.add_argument("--name", default="", help="客户端名称，便于日后辨认")
        parser.add_argument("--days", type=int, default=365, help="有效天数，默认 365")

    def handle(self, *, organization, wanted, name, days, **options):
        client, token = self._create(self._organization(organization), wanted, name, days)
        until = timezone.localtime(client.expires_at)
        self.stderr.write(f"{client.organization}：{client}，有效至 {until:%Y年%m月%d日}")
        self.stderr.write("令牌只显示这一次，请立即保存：")
        self.stdout.write(token)

    def _organization(self, code: str) -> Organization:
        found = Organization.objects.filter(code=code).first()
        if found is None:
            raise CommandError(f"没有代码为「{code}」的单位；代码见单位页面地址的最后一段")
        return found

    def _create(self, organization: Organization, wanted: str, name: str, days: int):
        if not 1 <= days <= 3650:
            raise CommandError("有效天数应在 1 到 3650 之间")
        try:
            return services.create_client(
                organization=organization,
                scopes=scopes.parse(wanted),
                actor=Actor.system("command"),
                name=name,
                expires_at=timezone.now() + timedelta(days=days),
            )
        except Refused as error:
            raise CommandError(error.message) from error
