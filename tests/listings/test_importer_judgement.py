"""The verdict on each row: what it is compared with, what it is blamed for, what was put right on the way."""

import pytest

from apps.core.errors import Defects
from apps.listings import importer, services
from apps.listings.models import ColumnMapping, ImportRow
from apps.resources.models import Resource
from tests.factories.listings import WORDS
from tests.factories.resources import LabFactory, ResourceFactory
from tests.listings import sheets

pytestmark = pytest.mark.django_db
HEAD = ("单位编号", "仪器名称", "型号", "说明", "产业链环节", "原值", "启用日期", "联系人")


def sheet(*rows, head=HEAD):
    """A small plain sheet: no titles above it, no total below."""
    return sheets.plain(head, rows)


def row(number="A-1", name="氦质谱检漏仪", model="L-300", text=WORDS, nodes="", value="", started="", contact=""):
    return [number, name, model, text, nodes, value, started, contact]


@pytest.fixture
def instrument(lists, lin_yue):
    """One that is on the platform already."""
    given = {
        "external_id": "A-1", "title": "氦质谱检漏仪", "model": "L-300", "text": WORDS, "value": "58.2",
        "started_on": "2019-04-17", "nodes": ["equip-test", "equip-seal"], "park": "dafeiji",
    }  # fmt: skip
    return services.create(Resource, "instrument", given, actor=lin_yue)


def verdicts(batch):
    return list(batch.rows.values_list("number", "verdict"))


def only(batch):
    return batch.rows.get()


def test_a_row_that_says_nothing_new_is_the_same_whatever_its_writing(receive, instrument):
    batch = receive(sheet(row(nodes="检测与试验；密封与连接", value="58.20", started="2019年4月17日")))
    assert (only(batch).verdict, only(batch).changes, only(batch).target_id) == ("same", {}, instrument.pk)


def test_an_empty_cell_erases_nothing(receive, instrument):
    assert only(receive(sheet(row(text="", value="", started="", contact="")))).verdict == "same"


def test_a_changed_row_tells_old_and_new(receive, instrument):
    batch = receive(sheet(row(name="氦质谱检漏仪（新）", value="60", nodes="密封与连接", contact="高某")))
    found = only(batch)
    assert (found.verdict, found.target_version) == ("changed", 1)
    assert found.changes == {
        "title": ["氦质谱检漏仪", "氦质谱检漏仪（新）"],
        "nodes": [["equip-seal", "equip-test"], ["equip-seal"]],
        "value": ["58.20", "60.00"],
        "contact_name": ["林悦", "高某"],
    }
    line = importer.lines(batch)[0]
    assert [(cell.field, cell.tone, cell.old, cell.text) for cell in line.cells if cell.tone] == [
        ("title", "changed", "氦质谱检漏仪", "氦质谱检漏仪（新）"),
        ("nodes", "changed", "密封与连接、检测与试验", "密封与连接"),
        ("value", "changed", "58.20", "60.00"),
        ("contact_name", "changed", "林悦", "高某"),
    ]


def test_without_a_number_name_and_model_make_it_the_same_thing(receive, instrument):
    again = receive(sheet(row(number=""), row(number="", model="L-400")))
    assert verdicts(again) == [(2, "same"), (3, "new")]


def test_another_university_s_number_is_its_own(receive, instrument, wang_wei):
    assert only(receive(sheet(row()), actor=wang_wei)).verdict == "new"


def test_a_number_on_two_rows_blames_the_second(receive, lists):
    batch = receive(sheet(row(), row(name="另一台检漏仪"), row(number="A-2")))
    assert verdicts(batch) == [(2, "new"), (3, "wrong"), (4, "new")]
    wrong = batch.rows.get(verdict="wrong")
    assert [importer.sentence(one) for one in wrong.defects] == [
        "第 3 行 A 列“单位编号”：编号与第 2 行重复，两行只留一行"
    ]


def test_two_rows_of_one_name_and_model_need_their_numbers(receive, lists):
    batch = receive(sheet(row(number=""), row(number="")))
    assert [importer.sentence(one) for one in batch.rows.get(verdict="wrong").defects] == [
        "第 3 行 B 列“仪器名称”：名称与第 2 行重复，若确是不同的两条，请分别填写“本单位编号”；否则只留一行"
    ]


def test_a_name_that_two_listings_bear_is_not_guessed(receive, lists, lin_yue):
    for _ in range(2):
        LabFactory(title="高压舱实验室", organization=lin_yue.organization)
    batch = receive(sheet(["高压舱实验室", WORDS], head=("名称", "说明")), kind="lab")
    assert only(batch).defects[0]["message"] == "平台上有 2 条同名条目，无法判断是哪一条"


@pytest.mark.parametrize(
    ("state", "verdict"),
    [
        ("draft", "changed"), ("returned", "changed"), ("published", "changed"),
        ("submitted", "wrong"), ("closed", "wrong"), ("withdrawn", "wrong"),
    ],
)  # fmt: skip
def test_only_what_one_may_edit_by_hand_can_be_changed_by_a_sheet(receive, lists, lin_yue, state, verdict):
    ResourceFactory(title="扫描电镜", external_id="A-1", state=state, organization=lin_yue.organization)
    assert only(receive(sheet(row()))).verdict == verdict


def test_what_is_locked_says_in_which_state(receive, lists, lin_yue):
    ResourceFactory(title="扫描电镜", external_id="A-1", state="submitted", organization=lin_yue.organization)
    (defect,) = only(receive(sheet(row()))).defects
    assert (defect["field"], defect["message"]) == ("title", "平台上这一条现在是「待审核」，不能修改")


def test_a_row_may_lack_what_the_platform_has(receive, instrument):
    """The sheet has no 说明; for a known instrument that is no defect, for a new one it is."""
    batch = receive(sheet(["A-1", "氦质谱检漏仪"], ["A-2", "场发射扫描电镜"], head=("单位编号", "仪器名称")))
    assert verdicts(batch) == [(2, "same"), (3, "wrong")]
    defect = batch.rows.get(verdict="wrong").defects[0]
    assert (defect["field"], defect["letter"], importer.sentence(defect)) == (
        "text", "", "第 3 行“说明”：缺少“说明”，这一项必填",
    )  # fmt: skip


def test_a_text_made_of_details_follows_them(receive, lists, lin_yue):
    head = ("单位编号", "仪器名称", "主要功能")
    importer.apply(receive(sheet(["A-1", "氦质谱检漏仪", "真空系统检漏"], head=head)), lin_yue)
    assert Resource.objects.get().text == "主要功能：真空系统检漏"
    batch = receive(sheet(["A-1", "氦质谱检漏仪", "真空与充压检漏"], head=head))
    assert only(batch).changes == {
        "text": ["主要功能：真空系统检漏", "主要功能：真空与充压检漏"],
        "functions": ["真空系统检漏", "真空与充压检漏"],
    }
    Resource.objects.update(text="自己写的说明，不是拼出来的。")
    assert list(only(receive(sheet(["A-1", "氦质谱检漏仪", "真空与充压检漏"], head=head))).changes) == ["functions"]


def test_a_row_that_names_nothing_is_compared_with_nothing(receive, instrument):
    batch = receive(sheet(row(number="", name=""), row(number="", name="镜" * 81), row(number="", name="镜" * 81)))
    assert [(one.target_id, [defect["field"] for defect in one.defects]) for one in batch.rows.all()] == [
        (None, ["title"]), (None, ["title"]), (None, ["title"]),
    ]  # fmt: skip


def test_what_was_put_right_in_a_column_nobody_imports_is_nobody_s_business(receive, lists):
    batch = receive(sheet(["氦质谱检漏仪", WORDS, "ＡＢ"], head=("仪器名称", "说明", "主管海关")))
    assert (only(batch).verdict, only(batch).notes) == ("new", {})


def test_what_was_put_right_is_noted(receive, lists):
    head = ("仪器名称", "说明", "仪器分类编码", "原值（万元）", "启用日期", "型号", "建账")
    given = ["氦质谱检漏仪", WORDS, 10200, "58.2万元", 43572, "ＦＥ－１", ""]
    batch = receive(sheet(given, head=head))
    assert only(batch).verdict == "new", only(batch).defects
    assert only(batch).notes == {
        "class_code": "表里是 10200，已补前导 0",
        "value": "表里是 58.2万元，只取数字",
        "started_on": "原为 43572，按日期还原",
        "model": "表里是 ＦＥ－１，全角转半角",
    }
    tones = {cell.field: (cell.tone, cell.text) for cell in importer.lines(batch)[0].cells}
    assert tones["class_code"] == ("fixed", "010200") and tones["title"] == ("", "氦质谱检漏仪")


def test_the_person_who_brings_it_is_the_contact_unless_the_sheet_names_one(receive, lists):
    batch = receive(sheet(row(), row(number="A-2", name="扫描电镜一台", contact="高某")))
    assert [one.common["contact_name"] for one in batch.rows.all()] == ["林悦", "高某"]


def test_wrong_rows_are_shown_as_typed_with_the_reason_at_the_cell(receive, lists):
    batch = receive(sheet(row(value="二百八十六万", started="昨天")))
    line = importer.lines(batch, verdict="wrong")[0]
    assert [(cell.field, cell.tone, cell.text, cell.why) for cell in line.cells if cell.tone] == [
        ("value", "bad", "二百八十六万", "应为数字，现为「二百八十六万」，只填数字，单位已是万元，例如 58.2"),
        ("started_on", "bad", "昨天", "不是有效日期：「昨天」，请写成 2026-11-21"),
    ]
    assert line.reasons[0].startswith("第 2 行 F 列“原值”：应为数字")
    assert importer.lines(batch, verdict="new") == [] and importer.lines(batch, page=2) == []
    assert importer.summary(batch) == "新增 0，有变化 0，没有变化 0，有误 1（共 2 处）"


# Columns


def mapping(batch):
    return [(head.title, head.field, head.how) for head in importer.heads(batch)]


def test_columns_are_known_guessed_or_left(receive, lists):
    head = ("仪器名称", "详细说明", "主管海关", "规格型号", "生产厂家名")
    batch = receive(sheet(["氦质谱检漏仪", WORDS, "", "L-300", "某厂"], head=head))
    assert mapping(batch) == [
        ("仪器名称", "title", "known"),
        ("详细说明", "", "left"),
        ("主管海关", "", "left"),
        ("规格型号", "model", "known"),
        ("生产厂家名", "maker", "guessed"),
    ]


def test_a_person_says_otherwise_and_next_time_it_is_remembered(receive, lists, lin_yue):
    head = ("仪器名称", "详细说明", "主管海关", "规格型号")
    content = sheet(["氦质谱检漏仪", WORDS, "", "L-300"], head=head)
    batch = receive(content)
    assert only(batch).verdict == "wrong"
    batch = importer.remap(batch, {0: "title", 1: "text", 3: ""}, lin_yue)
    assert (only(batch).verdict, mapping(batch)[1][1:], mapping(batch)[3][1:]) == (
        "new", ("text", "chosen"), ("", "chosen"),
    )  # fmt: skip
    importer.apply(batch, lin_yue)
    assert ColumnMapping.objects.get().mapping == {
        "仪器名称": "title",
        "详细说明": "text",
        "主管海关": "",
        "规格型号": "",
    }
    assert str(ColumnMapping.objects.get()) == "演示大学（演示） instrument"
    again = receive(content)
    assert mapping(again) == [
        ("仪器名称", "title", "remembered"),
        ("详细说明", "text", "remembered"),
        ("主管海关", "", "remembered"),
        ("规格型号", "", "remembered"),
    ]
    assert only(again).verdict == "same"


def test_what_is_remembered_gives_way_to_what_is_there(receive, lists, lin_yue):
    ColumnMapping.objects.create(
        organization=lin_yue.organization,
        family="resources.resource",
        kind="instrument",
        mapping={"甲": "title", "乙": "title", "丙": "field_of_old", "型号": "model"},
    )
    batch = receive(sheet(["氦质谱检漏仪", "x", "y", "L", WORDS], head=("甲", "乙", "丙", "型号", "说明")))
    assert mapping(batch) == [
        ("甲", "title", "remembered"), ("乙", "", "left"), ("丙", "", "left"),
        ("型号", "model", "remembered"), ("说明", "text", "known"),
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("wanted", "message"),
    [
        ({99: "title"}, "表里没有序号为 99 的列"),
        ({"x": "title"}, "表里没有序号为 x 的列"),
        ({1: "no_such_field"}, "没有“no_such_field”这个字段"),
        ({1: "title"}, "有几列都对应“标题”"),
    ],
)
def test_a_mapping_that_makes_no_sense_is_refused(receive, lists, lin_yue, wanted, message):
    batch = receive(sheet(["氦质谱检漏仪", WORDS], head=("仪器名称", "说明")))
    before = batch.mapping
    with pytest.raises(Defects) as refused:
        importer.remap(batch, wanted, lin_yue)
    assert [defect.message for defect in refused.value.defects] == [message]
    batch.refresh_from_db()
    assert (batch.mapping, ImportRow.objects.filter(verdict="new").count()) == (before, 1)
