"""Dangerous or mistaken files are refused before any parser opens them, each with what the person can do."""

import io
import struct
import time
import zipfile
from functools import cache

import pytest

from apps.core.tabular import Unreadable, guard
from tests.core import workbooks

HONEST = workbooks.xlsx([["名称", "型号"], ["甲", "X1"]])
RELS = "xl/worksheets/_rels/sheet1.xml.rels"


def relation(kind: str, target: str, mode: str = "External") -> bytes:
    office = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
    one = f'<Relationship Id="r1" Type="{office}/{kind}" Target="{target}" TargetMode="{mode}"/>'
    return f'<?xml version="1.0"?><Relationships xmlns="x">{one}</Relationships>'.encode()


def patched(offset_of: bytes, shift: int, value: bytes) -> bytes:
    """The honest workbook with bytes of one header changed, in the last place it occurs."""
    place = HONEST.rindex(offset_of) + shift
    return HONEST[:place] + value + HONEST[place + len(value) :]


def encrypted_entry() -> bytes:
    return patched(b"PK\x01\x02", 8, struct.pack("<H", 1))


def lying_directory() -> bytes:
    """Two entries of the directory point at the same place."""
    first = HONEST.index(b"PK\x01\x02")
    second = HONEST.index(b"PK\x01\x02", first + 4)
    return HONEST[: second + 42] + HONEST[first + 42 : first + 46] + HONEST[second + 46 :]


def doubled() -> bytes:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as archive:
        for name, content in workbooks.parts(HONEST).items():
            archive.writestr(name, content)
        with pytest.warns(UserWarning, match="Duplicate"):
            archive.writestr("xl/workbook.xml", b"<a/>")
    return buffer.getvalue()


def odd_method() -> bytes:
    return patched(b"PK\x01\x02", 10, struct.pack("<H", 99))


def spoiled_stream() -> bytes:
    """The directory is sound, the first part's compressed bytes are not."""
    name_length = struct.unpack("<H", HONEST[26:28])[0]
    start = 30 + name_length
    return HONEST[:start] + b"\xff" * 20 + HONEST[start + 20 :]


@cache
def big_bomb() -> bytes:
    return workbooks.bomb(210, level=1)


DTD = b'<?xml version="1.0"?><!DOCTYPE a [<!ENTITY x SYSTEM "file:///etc/passwd">]><worksheet>&x;</worksheet>'
HOSTILE = {
    "nothing": (b" \n ", "a.csv", "文件是空的"),
    "too large": (lambda: b"a," * (10 * 1024 * 1024 + 1), "a.csv", "文件有 20.0 MB，超过上限 20 MB"),
    "bomb": (big_bomb, "a.xlsx", "文件展开后有 215 MB、9 个部件，超过上限"),
    "steep bomb": (lambda: workbooks.bomb(30), "a.xlsx", "倍，不像正常表格"),
    "many parts": (lambda: workbooks.zipped({f"x{n}": b"" for n in range(2001)}), "a.xlsx", "2001 个部件，超过上限"),
    "no directory": (b"PK\x03\x04" + b"\0" * 200, "a.xlsx", "文件不完整或已损坏"),
    "truncated": (HONEST[:-100], "a.xlsx", "文件不完整或已损坏"),
    "odd method": (odd_method(), "a.xlsx", "文件不完整或已损坏"),
    "spoiled stream": (spoiled_stream(), "a.xlsx", "文件不完整或已损坏"),
    "polyglot behind": (HONEST + b"<script>alert(1)</script>", "a.xlsx", "混有别的内容"),
    "polyglot before": (workbooks.zipped({"a": b"b"}) + HONEST, "a.xlsx", "混有别的内容"),
    "empty zip": (b"PK\x03\x04" + workbooks.zipped({}), "a.xlsx", "混有别的内容"),
    "overlapping": (lying_directory(), "a.xlsx", "混有别的内容"),
    "encrypted entry": (encrypted_entry(), "a.xlsx", "文件有打开密码"),
    "doubled part": (doubled(), "a.xlsx", "有重名部件"),
    "zip slip": (workbooks.with_part("../../etc/cron.d/x", b"x"), "a.xlsx", "部件路径越界"),
    "absolute path": (workbooks.with_part("/etc/passwd", b"x"), "a.xlsx", "部件路径越界"),
    "backslash": (workbooks.with_part("..\\x", b"x"), "a.xlsx", "部件路径越界"),
    "drive": (workbooks.with_part("C:x", b"x"), "a.xlsx", "部件路径越界"),
    "macro": (workbooks.with_part("xl/vbaProject.bin", b"x"), "a.xlsx", "工作簿里有宏或控件"),
    "macro sheet": (workbooks.with_part("xl/macrosheets/sheet1.xml", b"<a/>"), "a.xlsx", "工作簿里有宏或控件"),
    "control": (workbooks.with_part("xl/activeX/activeX1.bin", b"x"), "a.xlsx", "工作簿里有宏或控件"),
    "external link": (workbooks.with_part("xl/externalLinks/externalLink1.xml", b"<a/>"), "a.xlsx", "链接了外部数据"),
    "connection": (workbooks.with_part("xl/connections.xml", b"<a/>"), "a.xlsx", "链接了外部数据"),
    "external image": (workbooks.with_part(RELS, relation("image", "http://x/y.png")), "a.xlsx", "链接了外部数据"),
    "long relations": (workbooks.with_part(RELS, b"<a>" + b" " * guard.MAX_RELS + b"</a>"), "a.xlsx", "链接了外部数据"),
    "dtd": (workbooks.with_part("xl/worksheets/sheet1.xml", DTD), "a.xlsx", "文档类型声明"),
    "dtd in utf-16": (
        workbooks.with_part("xl/worksheets/sheet1.xml", DTD.decode().encode("utf-16")),
        "a.xlsx",
        "文档类型声明",
    ),
    "late root": (
        workbooks.with_part("xl/worksheets/sheet1.xml", b"<!--" + b" " * 5000 + b"-->" + DTD),
        "a.xlsx",
        "文档类型声明",
    ),
    "document": (
        workbooks.zipped({"[Content_Types].xml": b"<a/>", "word/document.xml": b"<a/>"}),
        "a.xlsx",
        "没有表格",
    ),
    "encrypted workbook": (workbooks.cfb({"EncryptedPackage": b"x"}), "a.xlsx", "文件有打开密码"),
    "encrypted as xls": (workbooks.cfb({"EncryptedPackage": b"x"}), "a.xls", "文件有打开密码"),
    "xls as xlsx": (workbooks.xls([["名称"]]), "a.xlsx", "扩展名是 .xlsx，内容却是 .xls"),
    "xlsx as xls": (HONEST, "a.xls", "扩展名是 .xls，内容却是 .xlsx"),
    "page as xls": (b"\n<html><table><tr><td>1", "a.xls", "内容却是网页"),
    "picture as xls": (b"\x89PNG\r\n\x1a\n", "a.xls", "内容与扩展名 .xls 不符"),
    "picture as xlsx": (b"\x89PNG\r\n\x1a\n", "a.xlsx", "内容与扩展名 .xlsx 不符"),
    "old macro": (workbooks.cfb({"_VBA_PROJECT_CUR": b"x", "Workbook": b"x"}), "a.xls", "工作簿里有宏"),
    "xlsx as csv": (HONEST, "a.csv", "内容却是 Excel 工作簿"),
    "xls as csv": (workbooks.xls([["名称"]]), "a.txt", "内容却是 Excel 工作簿"),
    "page as csv": (b"<!DOCTYPE html><p>", "a.csv", "内容却是网页"),
    "macro book": (HONEST, "台账.XLSM", "这是含宏的工作簿（.xlsm），只收 .xlsx、.xls、.csv"),
    "unknown ending": (HONEST, "a.exe", "不认识的文件类型“.exe”"),
    "no ending": (HONEST, "x" * 50, f"不认识的文件类型“{'x' * 40}”"),
}


@pytest.mark.parametrize("name", HOSTILE)
def test_a_hostile_or_mistaken_file_is_refused_with_a_remedy(name):
    data, filename, says = HOSTILE[name]
    with pytest.raises(Unreadable) as refused:
        guard.inspect(data() if callable(data) else data, filename)
    assert says in refused.value.message
    assert refused.value.remedy


def test_the_corpus_is_refused_without_unpacking_it():
    data = big_bomb()
    begun = time.process_time()
    with pytest.raises(Unreadable):
        guard.inspect(data, "a.xlsx")
    assert time.process_time() - begun < 0.1


@pytest.mark.parametrize(
    ("data", "filename", "format"),
    [
        (HONEST, "台账.xlsx", "xlsx"),
        (HONEST, "台账.XLSX", "xlsx"),
        (workbooks.xls([["名称"]]), "a.xls", "xls"),
        ("名称,型号\n".encode("gb18030"), "a.csv", "csv"),
        ("名称\t型号\n".encode(), "a.tsv", "csv"),
        (workbooks.with_part(RELS, relation("hyperlink", "mailto:a@example.com")), "a.xlsx", "xlsx"),
        (workbooks.with_part(RELS, relation("drawing", "../drawings/drawing1.xml", "Internal")), "a.xlsx", "xlsx"),
        (workbooks.with_part("docProps/empty.xml", b""), "a.xlsx", "xlsx"),
        (workbooks.with_part("xl/media/image1.png", b"\x89PNG <!DOCTYPE"), "a.xlsx", "xlsx"),
    ],
)
def test_an_honest_file_passes(data, filename, format):
    assert guard.inspect(data, filename) == format
