"""`manage.py demo`: the fictional world people try the platform on. Idempotent; refused in production."""

from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError

from apps.portal.demo import logins
from apps.portal.demo.loading import Loaded, load

SHOWN = ("organizations", "demands", "resources", "bases", "mentors")


class Command(BaseCommand):
    help = "载入演示数据：单位、供需条目和每个角色一个登录；可重复执行，生产环境拒绝"

    def handle(self, **options: Any) -> None:
        if not settings.DEMO_ALLOWED:
            raise CommandError(
                "这里不允许载入演示数据（DEMO_ALLOWED 为否，生产环境固定如此）；真实单位请走注册与核验。"
            )
        done = load()
        self.stdout.write(
            "demo "
            + " ".join(f"{name}={done.counts[name]}" for name in SHOWN)
            + ("" if any(done.counts.values()) else " 没有变化")
        )
        self._show(done)

    def _show(self, done: Loaded) -> None:
        """A password is shown once, in the run that made it; afterwards it is in the file."""
        if not done.logins:
            self.stdout.write(f"演示登录：{len(logins.kept())} 个，密码在 {logins.path()}（仅本机所有者可读）")
            return
        self.stdout.write(f"演示登录（密码只在本机有效，已存入 {logins.path()}）：")
        for login, one in done.logins.items():
            self.stdout.write(f"  {login:24}{one['password']}   {one['role']} · {one['organization']}")
