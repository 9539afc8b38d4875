"""The files in which the tree is written: every kind of mistake in them is named by file and row."""

import pytest

from apps.taxonomy import tree

INDUSTRIES = "code,name,order\nic,集成电路,10\nai,人工智能,20\n"
NODES = """code,industry,parent,level,name,terms,gbt4754,majors,disciplines
ic-design,ic,,track,集成电路设计,芯片设计；IC设计,I6520,0807,电子信息类
ic-eda,ic,ic-design,node,EDA工具,EDA；电子设计自动化；EDA,I6511；I6520,080710T,电子信息类
ai-vision,ai,,track,机器视觉,视觉检测；图像识别,I6513,080901,计算机类
"""
LEVELS = "nodes.csv 第 3 行：细分赛道（track）没有上级，产业链环节（node）必须有上级"
DOUBLED = "nodes.csv 第 4 行：“eda”已是 ic-eda（第 3 行）的说法；确属多义请写进 shared_terms.csv"
SHARED = "text,reason\n"
PARKS = "code,name,kind,order,note\nchip,东方芯港,park,10,\n"
SKILLS = "code,name,aliases,node\ncnc,五轴加工,五轴编程；5轴加工,ic-eda\nfree,数控操作,,\n"


@pytest.fixture
def folder(tmp_path):
    """The five files, and a way to write one of them anew."""

    def write(**files):
        for name, text in files.items():
            (tmp_path / f"{name}.csv").write_text(text, encoding="utf-8")
        return tmp_path

    write(industries=INDUSTRIES, nodes=NODES, shared_terms=SHARED, parks=PARKS, skills=SKILLS)
    return write


def found(folder, **files):
    return [str(problem) for problem in tree.problems(tree.read(folder(**files)))]


def test_rows_know_their_place_and_cells_their_parts(folder):
    written = tree.read(folder())
    eda = written.nodes[1]
    assert (eda.file, eda.number, eda["code"], eda.many("terms")) == (
        "nodes.csv",
        3,
        "ic-eda",
        ["EDA", "电子设计自动化"],
    )
    assert tree.terms_of(eda) == ["EDA工具", "EDA", "电子设计自动化"]
    assert [
        len(lines) for lines in (written.industries, written.nodes, written.shared, written.parks, written.skills)
    ] == [2, 3, 0, 1, 2]


def test_the_digest_changes_with_any_byte(folder):
    before = tree.read(folder()).digest
    assert tree.read(folder(parks=PARKS.replace("10", "20"))).digest != before
    assert tree.read(folder(parks=PARKS)).digest == before


def test_a_sound_tree_has_no_problems(folder):
    assert found(folder) == []


def test_the_tree_we_ship_has_none():
    assert list(tree.problems(tree.read())) == []


@pytest.mark.parametrize(
    ("name", "old", "new", "says"),
    [
        (
            "nodes",
            "ic-eda,ic",
            "ic-design,ic",
            ["nodes.csv 第 3 行：代码 ic-design 与第 2 行重复", "skills.csv 第 2 行：没有环节 ic-eda"],
        ),
        ("nodes", "ai-vision,ai", "ai-vision,ay", ["nodes.csv 第 4 行：没有产业 ay"]),
        ("nodes", "ic-design,node", "ic-design,track", [LEVELS]),
        ("nodes", "ic-design,node", "ai-vision,node", ["nodes.csv 第 3 行：上级 ai-vision 不是本产业的细分赛道"]),
        ("nodes", "ic-design,node", "nowhere,node", ["nodes.csv 第 3 行：上级 nowhere 不是本产业的细分赛道"]),
        ("nodes", "芯片设计；IC设计", "芯片设计", ["nodes.csv 第 2 行：“集成电路设计”的说法少于 3 个"]),
        ("nodes", "I6513", "", ["nodes.csv 第 4 行：“机器视觉”没有对应的国民经济行业分类"]),
        ("nodes", "080901", "；", ["nodes.csv 第 4 行：“机器视觉”没有对应的专业或专业类"]),
        ("nodes", "图像识别", "图像识别；ｅｄａ", [DOUBLED]),
        ("skills", "ic-eda", "ic-none", ["skills.csv 第 2 行：没有环节 ic-none"]),
        ("skills", "free,", "cnc,", ["skills.csv 第 3 行：代码 cnc 与第 2 行重复"]),
        (
            "industries",
            "ai,",
            "ic,",
            ["industries.csv 第 3 行：代码 ic 与第 2 行重复", "nodes.csv 第 4 行：没有产业 ai"],
        ),
    ],
)
def test_each_mistake_is_named_by_file_and_row(folder, name, old, new, says):
    texts = {"nodes": NODES, "skills": SKILLS, "industries": INDUSTRIES}
    assert old in texts[name]
    assert found(folder, **{name: texts[name].replace(old, new)}) == says


def test_a_term_on_two_nodes_may_be_marked_as_shared(folder):
    doubled = NODES.replace("图像识别", "图像识别；EDA")
    assert len(found(folder, nodes=doubled)) == 1
    assert found(folder, nodes=doubled, shared_terms=SHARED + "eda,两个行业都这样说\n") == []


def test_a_mark_needs_two_nodes_and_a_reason(folder):
    assert found(folder, shared_terms=SHARED + "EDA,两个行业都这样说\n没有的词, \n") == [
        "shared_terms.csv 第 2 行：“EDA”并没有两个环节使用，不必标为多义",
        "shared_terms.csv 第 3 行：“没有的词”并没有两个环节使用，不必标为多义",
        "shared_terms.csv 第 3 行：“没有的词”没有写明多义的理由",
    ]


def test_codes_are_held_against_the_official_lists_where_these_are_known(folder):
    written = tree.read(folder())
    assert [str(one) for one in tree.unknown_codes(written, {"I6520"}, {"0807", "080710T", "080901"})] == [
        "nodes.csv 第 3 行：国民经济行业分类里没有 I6511",
        "nodes.csv 第 4 行：国民经济行业分类里没有 I6513",
    ]
    assert [str(one) for one in tree.unknown_codes(written, set(), {"0807"})] == [
        "nodes.csv 第 3 行：专业目录里没有 080710T",
        "nodes.csv 第 4 行：专业目录里没有 080901",
    ]
    assert list(tree.unknown_codes(written, set(), set())) == []
