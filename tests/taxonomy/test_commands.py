"""The commands about the tree we wrote."""

import shutil

import pytest
from django.core.management import CommandError, call_command

from apps.taxonomy import tree
from apps.taxonomy.models import Node, Term

pytestmark = pytest.mark.django_db


def said(capsys):
    return capsys.readouterr().out.strip()


def test_the_tree_is_loaded_and_stays(capsys):
    call_command("load_taxonomy")
    first = said(capsys)
    assert first.endswith("已载入")
    assert first.startswith(f"taxonomy industries=10 nodes={Node.objects.count()} terms={Term.objects.count()} ")
    call_command("load_taxonomy")
    assert said(capsys).endswith("没有变化")
    call_command("load_taxonomy", "--force")
    assert said(capsys) == first


@pytest.fixture
def faulty(tmp_path):
    folder = shutil.copytree(tree.FOLDER, tmp_path / "data")
    path = folder / "nodes.csv"
    path.write_text(
        path.read_text(encoding="utf-8").replace("ic-design-eda,ic,", "ic-design-eda,nowhere,", 1), encoding="utf-8"
    )
    return folder


def test_a_faulty_tree_is_named_and_not_loaded(faulty, monkeypatch):
    says = "nodes.csv 第 4 行：没有产业 nowhere"
    with pytest.raises(CommandError, match=says) as checked:
        call_command("check_taxonomy", str(faulty))
    assert str(checked.value).endswith("共 2 处")
    assert checked.value.returncode == 1
    written = tree.read(faulty)
    monkeypatch.setattr(tree, "read", lambda: written)
    with pytest.raises(CommandError, match=says):
        call_command("load_taxonomy")
    assert Node.objects.count() == 0


def test_the_tree_we_ship_passes_its_check(capsys):
    call_command("check_taxonomy")
    assert said(capsys).startswith("ok industries=10 nodes=")


def test_it_passes_against_the_official_lists_too(reference_dir, tmp_path, capsys):
    for name in ("industry", "majors"):
        shutil.copytree(reference_dir / name, tmp_path / name)
    call_command("load_reference", str(tmp_path))
    capsys.readouterr()
    call_command("check_taxonomy")
    assert said(capsys).startswith("ok ")
