"""`manage.py replay_matches`: compute runs once more from what they kept, and say whether they come to the same."""

from django.core.management.base import BaseCommand, CommandError

from apps.core.errors import Conflict
from apps.matching.models import MatchRun
from apps.matching.services import replay
from apps.matching.services.ranking import digest


class Command(BaseCommand):
    help = "用批次保存的版本与向量重新计算推荐，核对名次与得分是否逐字节一致"

    def add_arguments(self, parser):
        parser.add_argument("runs", nargs="*", metavar="批次编号", help="不写则取最近的若干批")
        parser.add_argument("--last", type=int, default=100, metavar="N", help="最近多少批（默认 100）")

    def handle(self, *, runs, last, **options):
        rows = MatchRun.objects.select_related("reading", "weights").order_by("-started_at", "-pk")
        wanted = rows.filter(pk__in=runs) if runs else rows[:last]
        counts = {"一致": 0, "不一致": 0, "无法复算": 0}
        for run in wanted:
            said = self._said(run)
            counts[said] += 1
            if said == "不一致":
                self.stderr.write(f"{run.pk}（{run}）与当时不一致")
        self.stdout.write("，".join(f"{label} {count}" for label, count in counts.items()))
        if counts["不一致"]:
            raise CommandError("有批次复算后与当时不一致")

    def _said(self, run: MatchRun) -> str:
        try:
            return "一致" if digest(replay(run)) == run.digest else "不一致"
        except Conflict as conflict:
            self.stderr.write(f"{run.pk}：{conflict}")
            return "无法复算"
