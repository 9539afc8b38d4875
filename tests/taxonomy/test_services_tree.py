"""The tree in the database says what the files say, once however often it is loaded."""

import pytest

from apps.taxonomy import services, tree
from apps.taxonomy.models import Industry, LoadedList, Node, NodeClass, Park, Skill, Term
from tests.factories.taxonomy import IndustryClassFactory, MajorFactory
from tests.taxonomy.test_tree import NODES, SKILLS, folder  # noqa: F401 — a fixture

pytestmark = pytest.mark.django_db


def load(folder, **files):  # noqa: F811
    return services.load_tree(tree=tree.read(folder(**files)))


def test_what_is_written_stands_in_the_tables(folder):  # noqa: F811
    assert load(folder) == services.Loaded(industries=2, nodes=3, terms=9, parks=1, skills=2, fresh=True)
    eda = Node.objects.get(code="ic-eda")
    assert (eda.name, eda.level, eda.industry.code, eda.parent.code, eda.disciplines, eda.active) == (
        "EDA工具", "node", "ic", "ic-design", ["电子信息类"], True,
    )  # fmt: skip
    assert list(eda.terms.values_list("text", "shared")) == [
        ("EDA工具", False),
        ("EDA", False),
        ("电子设计自动化", False),
    ]
    assert list(eda.classes.values_list("standard", "code")) == [
        ("gbt4754", "I6511"),
        ("gbt4754", "I6520"),
        ("major", "080710T"),
    ]
    assert [str(one) for one in (eda, eda.industry, eda.terms.first())] == ["EDA工具", "集成电路", "EDA工具"]
    assert str(eda.classes.first()) == f"{eda.pk} gbt4754 I6511"
    assert list(Node.objects.values_list("code", flat=True)) == ["ic-design", "ic-eda", "ai-vision"]
    assert list(Skill.objects.values_list("code", "aliases", "node__code")) == [
        ("free", [], None),
        ("cnc", ["五轴编程", "5轴加工"], "ic-eda"),
    ]
    assert [str(one) for one in [*Park.objects.all(), *Skill.objects.all()]] == ["东方芯港", "数控操作", "五轴加工"]
    assert str(LoadedList.objects.get()) == "tree "


def test_loading_the_same_files_again_is_one_query(folder, django_assert_num_queries):  # noqa: F811
    load(folder)
    before = list(Term.objects.values_list("pk", flat=True))
    with django_assert_num_queries(3):  # the savepoint's two and the digest
        assert load(folder).fresh is False
    assert list(Term.objects.values_list("pk", flat=True)) == before
    assert services.load_tree(tree=tree.read(folder()), force=True).fresh is True


def test_a_change_moves_only_what_changed_and_keeps_the_keys(folder):  # noqa: F811
    load(folder)
    keys = dict(Node.objects.values_list("code", "pk"))
    load(folder, nodes=NODES.replace("EDA工具,EDA", "EDA与IP核,EDA；IP核"))
    assert dict(Node.objects.values_list("code", "pk")) == keys
    assert list(Node.objects.get(code="ic-eda").terms.values_list("text", flat=True)) == [
        "EDA与IP核",
        "EDA",
        "IP核",
        "电子设计自动化",
    ]


def test_what_is_gone_stays_marked_and_may_return(folder):  # noqa: F811
    load(folder)
    without = "".join(line for line in NODES.splitlines(keepends=True) if not line.startswith("ic-eda"))
    load(folder, nodes=without, skills=SKILLS.replace("ic-eda", ""))
    eda = Node.objects.get(code="ic-eda")
    assert (eda.active, eda.terms.count(), eda.classes.count()) == (False, 0, 0)
    assert set(Node.objects.active().values_list("code", flat=True)) == {"ic-design", "ai-vision"}
    load(folder, nodes=NODES, skills=SKILLS)
    assert Node.objects.get(code="ic-eda").active is True


def test_a_shared_term_is_marked_on_both_nodes(folder):  # noqa: F811
    load(folder, nodes=NODES.replace("图像识别", "图像识别；EDA"), shared_terms="text,reason\nEDA,两处都用\n")
    assert set(Term.objects.filter(shared=True).values_list("node__code", "text")) == {
        ("ic-eda", "EDA"),
        ("ai-vision", "EDA"),
    }


def test_a_faulty_tree_is_not_loaded_at_all(folder):  # noqa: F811
    with pytest.raises(services.Faulty, match="nodes.csv 第 4 行：没有产业 ay") as refused:
        load(folder, nodes=NODES.replace("vision,ai", "vision,ay"))
    assert [problem.number for problem in refused.value.problems] == [4]
    assert (Industry.objects.count(), NodeClass.objects.count()) == (0, 0)


def test_faults_know_the_official_lists_once_these_are_loaded(folder):  # noqa: F811
    written = tree.read(folder())
    assert services.faults(written) == []
    for code in ("I6520", "I6513"):
        IndustryClassFactory(code=code)
    IndustryClassFactory(code="I6511", active=False)
    MajorFactory(code="080710T", year=2026)
    assert [str(one) for one in services.faults(written)] == [
        "nodes.csv 第 2 行：专业目录里没有 0807",
        "nodes.csv 第 3 行：国民经济行业分类里没有 I6511",
        "nodes.csv 第 4 行：专业目录里没有 080901",
    ]
