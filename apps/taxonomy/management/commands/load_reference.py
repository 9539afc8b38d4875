"""Load the official lists from a folder: nothing is written unless every file agrees with its own totals."""

from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.db import transaction

from apps.taxonomy import reference
from apps.taxonomy.services.reference import Older, load


class Command(BaseCommand):
    help = "从目录载入高校名单、专业目录、行业分类、行政区划和仪器分类；可重复执行，与自身合计不符的文件拒收"

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("folder", type=Path, metavar="DIR")
        parser.add_argument("--dry-run", action="store_true", help="只核对，不写入")

    def handle(self, *, folder: Path, dry_run: bool, **options: Any) -> None:
        if not folder.is_dir():
            raise CommandError(f"没有目录 {folder}")
        readings = [one for each in self._read(folder) for one in each]
        if not readings:
            raise CommandError(f"{folder} 里没有任何名单文件")
        for reading in readings:
            self._load(reading, dry_run)

    def _read(self, folder: Path) -> list[list[reference.Reading]]:
        """Every list is read before any is written."""
        found = []
        try:
            for name, readings in reference.read(folder):
                found.append(readings)
                for reading in readings:
                    self._say(f"{reading.name}: {reading.source} 已读 {len(reading.rows)} 行")
                if not readings:
                    self._say(f"{name}: 没有文件，不动")
        except reference.Refused as refused:
            lines = [*refused.defects[:20], *(["……"] if len(refused.defects) > 20 else [])]
            raise CommandError("\n  ".join([f"拒收 {refused.name}，什么都没有写入：", *lines])) from None
        return found

    def _load(self, reading: reference.Reading, dry_run: bool) -> None:
        try:
            with transaction.atomic():
                counts = load(reading=reading, progress=lambda done, all: self._say(f"{reading.name}: {done}/{all}"))
                transaction.set_rollback(dry_run)
        except Older as older:
            raise CommandError(str(older)) from None
        for remark in reading.remarks:
            self._say(f"{reading.name}: 注意：{remark}")
        result = f"new={counts.new} changed={counts.changed} gone={counts.gone}"
        line = f"{reading.name} rows={len(reading.rows)} {reading.checked} {result}"
        self._say(f"{line} dry-run" if dry_run else line)

    def _say(self, line: str) -> None:
        self.stdout.write(line)
        self.stdout.flush()
