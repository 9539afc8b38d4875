"""What must always be true of the lists, whoever writes them; and the adjectives they are asked by."""

import pytest
from django.db import IntegrityError, transaction

from apps.taxonomy import queries
from apps.taxonomy.models import (
    Institution,
    InstitutionName,
    InstrumentClass,
    LoadedList,
    Major,
    Node,
    NodeClass,
    Region,
    Term,
)
from tests.factories.taxonomy import (
    IndustryClassFactory,
    InstitutionFactory,
    InstrumentClassFactory,
    MajorFactory,
    NodeFactory,
    ParkFactory,
    SkillFactory,
    TrackFactory,
)

pytestmark = pytest.mark.django_db


def refuses(act):
    """The database itself says no."""
    with pytest.raises(IntegrityError), transaction.atomic():
        act()
    return True


def test_a_node_hangs_under_a_track_and_a_track_under_nothing():
    node = NodeFactory()
    assert (node.parent.level, node.industry) == ("track", node.parent.industry)
    assert refuses(lambda: NodeFactory(parent=None, industry=node.industry))
    assert refuses(lambda: TrackFactory(parent=node.parent))
    assert refuses(lambda: Node.objects.filter(pk=node.pk).update(level="other"))


def test_a_term_and_a_class_stand_once_at_a_node():
    node = NodeFactory(terms=["芯片"])
    NodeClass.objects.create(node=node, standard="major", code="0807")
    assert refuses(lambda: Term.objects.create(node=node, text="芯片"))
    assert refuses(lambda: NodeClass.objects.create(node=node, standard="major", code="0807"))
    assert Term.objects.create(node=NodeFactory(), text="芯片").pk


@pytest.mark.parametrize("code", ["", "411101000", "411101000x", " 411101000"])
def test_an_institution_has_ten_digits(code):
    assert refuses(lambda: InstitutionFactory(code=code))


def test_an_institution_has_one_name_a_year():
    university = InstitutionFactory()
    InstitutionName.objects.create(institution=university, year=2025, name="演示大学")
    assert refuses(lambda: InstitutionName.objects.create(institution=university, year=2025, name="演示学院"))


@pytest.mark.parametrize("code", ["08090", "0809012X", "080901KT", "x"])
def test_a_major_has_six_or_seven_digits(code):
    assert refuses(lambda: MajorFactory(code=code))


@pytest.mark.parametrize("code", ["080901", "080910T", "080911TK", "010103K", "0502104TK"])
def test_every_form_of_a_majors_code_is_taken_once_a_year(code):
    MajorFactory(code=code)
    assert MajorFactory(code=code, year=2025).pk
    assert refuses(lambda: Major.objects.create(code=code, year=2026, name="x"))


@pytest.mark.parametrize("code", ["10203", "0102030", "01020x"])
def test_an_instrument_class_has_six_digits(code):
    assert refuses(lambda: InstrumentClassFactory(code=code))


@pytest.mark.parametrize(
    ("code", "kept"),
    [("310000", True), ("310115004", True), ("310115004001", True), ("31", False), ("31011500", False)],
)
def test_a_region_has_six_nine_or_twelve_digits(code, kept):
    def act():
        return Region.objects.create(code=code, name="演示", level="area")

    assert (act().pk is not None) if kept else refuses(act)


def test_what_shows_in_lists_is_active_and_in_the_order_of_pinyin():
    for code, name, active in (
        ("9900900001", "浙江大学", True),
        ("9900900002", "北京大学", True),
        ("9900900003", "安徽大学", False),
    ):
        InstitutionFactory(
            code=code, name=name, active=active, sort_key={"浙": "zhe", "北": "bei", "安": "an"}[name[0]]
        )
    assert [one.name for one in Institution.objects.by_name()] == ["安徽大学", "北京大学", "浙江大学"]
    assert [one.name for one in Institution.objects.active().by_name()] == ["北京大学", "浙江大学"]


def test_a_code_of_an_instrument_finds_the_class_that_covers_it():
    for code in ("010000", "010800", "020000"):
        InstrumentClassFactory(code=code)
    assert queries.covering_codes("010803") == ["010803", "010800", "010000"]
    assert queries.covering_codes("010000") == ["010000"]
    assert [one.code for one in InstrumentClass.objects.covering("010803")] == ["010800", "010000"]
    assert [one.code for one in InstrumentClass.objects.covering("020700")] == ["020000"]
    assert list(InstrumentClass.objects.covering("990000")) == []


def test_roots_and_what_is_under_them():
    InstrumentClassFactory(code="010000", parent_code="")
    InstrumentClassFactory(code="010800", parent_code="010000")
    assert [one.code for one in InstrumentClass.objects.roots()] == ["010000"]
    assert [one.code for one in InstrumentClass.objects.under("010000")] == ["010800"]


def test_rows_show_as_their_names():
    rows = [
        InstitutionFactory(),
        MajorFactory(),
        IndustryClassFactory(),
        ParkFactory(),
        SkillFactory(),
        NodeFactory().industry,
    ]
    assert [str(row) for row in rows] == [row.name for row in rows]
    assert str(LoadedList(name="majors", edition="2026")) == "majors 2026"
