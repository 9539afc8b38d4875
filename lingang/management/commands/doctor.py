"""`manage.py doctor`: is everything there that the platform needs, and if not, what to do."""

import sys
from collections.abc import Iterator

from django.core.management.base import BaseCommand
from django.db import DatabaseError

from lingang import checkup
from lingang.checkup import ERROR, OK, WARNING, Finding

SIGNS = {OK: "正常", WARNING: "注意", ERROR: "错误"}


class Command(BaseCommand):
    help = "逐项检查数据库、扩展、区域设置、消息服务、后台进程、磁盘、迁移、模型和参考数据，并给出处理办法"
    requires_system_checks = []

    def handle(self, **_) -> None:
        findings = []
        for finding in examine():
            self.stdout.write(line(finding))
            findings.append(finding)
        errors, warnings = (sum(each.level == level for each in findings) for level in (ERROR, WARNING))
        self.stdout.write(f"共 {len(findings)} 项：{errors} 个错误，{warnings} 个注意。")
        if errors:
            sys.exit(1)


def line(finding: Finding) -> str:
    remedy = f" → {finding.remedy}" if finding.remedy else ""
    return f"[{SIGNS[finding.level]}] {finding.about}：{finding.text}{remedy}"


def examine() -> Iterator[Finding]:
    """Checks that need a table are not asked before the tables are there."""
    ready = True
    for check in (checkup.database, *checkup.NEED_NO_TABLES):
        for finding in guarded(check) if ready else ():
            ready &= finding.level != ERROR
            yield finding
    for check in checkup.NEED_TABLES if ready else ():
        yield from guarded(check)
    for check in checkup.NEED_NO_DATABASE:
        yield from guarded(check)


def guarded(check: checkup.Check) -> Iterator[Finding]:
    try:
        yield from check()
    except DatabaseError as error:
        reason = str(error).strip().splitlines()[0]
        yield Finding(ERROR, "数据库", f"连接不上：{reason}", "运行 ./scripts/up，或检查 DATABASE_URL 指向的服务")
