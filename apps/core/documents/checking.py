"""A template is looked at before it is taken: a sound file, places we know, and no program among the words."""

import io
import re
from typing import Any

from docxtpl import DocxTemplate
from jinja2 import StrictUndefined, TemplateError, meta, nodes
from jinja2.sandbox import ImmutableSandboxedEnvironment

from apps.core import archives, files
from apps.core.documents.declared import Declared, Field
from apps.core.errors import Defect, Defects

ALLOWED = (
    nodes.Template, nodes.Output, nodes.TemplateData, nodes.Name, nodes.Getattr, nodes.For, nodes.If, nodes.Filter,
    nodes.Const, nodes.Compare, nodes.Operand, nodes.And, nodes.Or, nodes.Not,
)  # fmt: skip
FILTERS = {"default": lambda value, other="": value or other, "trim": str.strip}
MARKS = re.compile(r"\{[{%#]")
WHERE = ("word/", "docprops/")


def environment() -> ImmutableSandboxedEnvironment:
    """Nothing to call, nothing to import, every value escaped; a place left out is an error, never a blank."""
    env = ImmutableSandboxedEnvironment(autoescape=True, undefined=StrictUndefined)
    env.globals.clear()
    env.tests.clear()
    env.filters = {**FILTERS, "e": env.filters["e"], "escape": env.filters["escape"]}
    return env


def check(declared: Declared, data: bytes, name: str = "模板.docx") -> None:
    """Raises Defects with everything that is wrong with a template."""
    files.inspect(data, name)
    if not name.lower().endswith(".docx"):
        raise Defects([Defect("file", "模板应为 Word 文档（.docx）", "请在 Word 或 WPS 中另存为 .docx 再传")])
    env, defects = environment(), []
    for part, xml in archives.contents(data, WHERE):
        if part.endswith(".xml"):
            defects += _defects_of(declared, env, xml)
    if defects:
        raise Defects(list(dict.fromkeys(defects)))
    _try_out(declared, data)


def _defects_of(declared: Declared, env: ImmutableSandboxedEnvironment, xml: bytes) -> list[Defect]:
    source = DocxTemplate(io.BytesIO()).patch_xml(xml.decode("utf-8", "replace"))
    if not MARKS.search(source):
        return []
    try:
        tree = env.parse(source)
    except TemplateError as error:
        return [Defect("file", f"占位符写得不对：{error.message}", "一对花括号要成对，例如 {{ party_a }}")]
    if any(not isinstance(node, ALLOWED) for node in _all(tree)):  # before anything computes a constant of theirs
        return [Defect("file", "占位符里有计算或函数", "只能写名称，或 {% for %}、{% if %}")]
    if strange := [node.name for node in tree.find_all(nodes.Filter) if node.name not in env.filters]:
        return [Defect("file", f"没有“{strange[0]}”这个过滤器", f"可用：{'、'.join(FILTERS)}")]
    found = [_unknown(name, declared) for name in sorted(meta.find_undeclared_variables(tree) - declared.places.keys())]
    return found + _wrong_parts(tree, declared)


def _all(tree: nodes.Template) -> list[nodes.Node]:
    return [node for node in tree.find_all(nodes.Node) if not isinstance(node, nodes.EvalContextModifier)]


def _wrong_parts(tree: nodes.Template, declared: Declared) -> list[Defect]:
    """Only rows of a list have parts, and only those that are declared."""
    rows = {
        loop.target.name: declared.places[loop.iter.name].parts
        for loop in tree.find_all(nodes.For)
        if isinstance(loop.target, nodes.Name)
        and isinstance(loop.iter, nodes.Name)
        and loop.iter.name in declared.places
    }
    found = []
    for node in tree.find_all(nodes.Getattr):
        owner = node.node.name if isinstance(node.node, nodes.Name) else ""
        if owner != "loop" and node.attr not in rows.get(owner, {}):
            known = "、".join(rows.get(owner, {})) or "没有"
            found.append(Defect("file", f"“{owner}”没有“{node.attr}”这一项", f"可用：{known}"))
    return found


def _unknown(name: str, declared: Declared) -> Defect:
    known = "、".join(f"{key}（{one.label}）" for key, one in declared.places.items())
    return Defect("file", f"平台不认识占位符“{name}”", f"可用：{known}")


def samples(declared: Declared) -> dict[str, Any]:
    """Something for every place, for a trial."""
    return {name: sample(one) for name, one in declared.places.items()}


def sample(one: Field) -> Any:
    return [dict.fromkeys(one.parts, one.sample)] if one.parts else one.sample


def _try_out(declared: Declared, data: bytes) -> None:
    try:
        fill(data, samples(declared))
    except Exception as error:  # whatever the maker of documents stumbles over, the operator must hear of it now
        raise Defects([Defect("file", f"试填时出错：{error}", "请对照平台给的模板改")]) from error


def fill(data: bytes, values: dict[str, Any]) -> bytes:
    """The template with its places filled in."""
    template, buffer = DocxTemplate(io.BytesIO(data)), io.BytesIO()
    template.render(values, jinja_env=environment(), autoescape=True)
    template.save(buffer)
    return buffer.getvalue()
