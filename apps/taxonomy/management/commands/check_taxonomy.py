"""Say what is wrong with the tree we wrote, by file and row; silence means that it may be loaded."""

from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from apps.taxonomy import tree
from apps.taxonomy.services.tree import faults


class Command(BaseCommand):
    help = "检查产业树：一词两处、说法不足、没有对应分类、未知代码；有问题时以 1 退出"

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("folder", nargs="?", type=Path, default=tree.FOLDER, metavar="DIR")

    def handle(self, *, folder: Path, **options: Any) -> None:
        written = tree.read(folder)
        found = faults(written)
        if found:
            raise CommandError("\n".join([*map(str, found), f"共 {len(found)} 处"]))
        terms = sum(len(tree.terms_of(line)) for line in written.nodes)
        self.stdout.write(
            f"ok industries={len(written.industries)} nodes={len(written.nodes)} terms={terms} "
            f"shared={len(written.shared)} parks={len(written.parks)} skills={len(written.skills)}"
        )
