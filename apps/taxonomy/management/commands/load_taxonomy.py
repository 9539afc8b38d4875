"""Load the tree, parks and skills we wrote: idempotent, and quick when nothing changed."""

from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from apps.taxonomy import tree
from apps.taxonomy.services.tree import Faulty, load_tree


class Command(BaseCommand):
    help = "载入产业树、园区和技能（apps/taxonomy/data）；可重复执行"

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--force", action="store_true", help="文件没有变化也重新载入")

    def handle(self, *, force: bool, **options: Any) -> None:
        try:
            loaded = load_tree(tree=tree.read(), force=force)
        except Faulty as faulty:
            raise CommandError(f"产业树没有载入：\n{faulty}") from None
        state = "已载入" if loaded.fresh else "没有变化"
        self.stdout.write(
            f"taxonomy industries={loaded.industries} nodes={loaded.nodes} terms={loaded.terms} "
            f"parks={loaded.parks} skills={loaded.skills} {state}"
        )
