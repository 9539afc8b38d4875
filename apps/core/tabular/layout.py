"""Where the table is in a sheet: title rows, the header of one or two rows, sub-headers, totals — and the records."""

import re
from collections.abc import Collection, Iterator

from apps.core.tabular import cells
from apps.core.tabular.marks import ERRORS, EXAMPLE, HINT
from apps.core.tabular.model import (
    HEADER,
    SUBHEADER,
    Column,
    Grid,
    NoHeader,
    Note,
    Raw,
    Row,
    Sheet,
    Skip,
    Unreadable,
    letter,
)

LOOK = 40  # a header further down than this is not looked for
BLANKS = re.compile(r"\s+")
NUMERIC = re.compile(r"[-+\d.,%/年月日: ]+")
FORM_LINE = re.compile(r"[:：]\s*$|^(填报|填表|单位|日期|联系)\S{0,6}[:：]")
TOTALS = {"合计", "总计", "小计", "共计", "累计"}
COUNTED = re.compile(r"[（(]\s*(?:共|计)?\s*\d+\s*\D{0,3}[）)]\s*$")
FOOTNOTE = re.compile(r"^(注|说明|备注|填表说明|填报说明|填表人|制表|审核)\s*\d*\s*[:：]")


def sheet(grid: Grid, expect: Collection[str] = ()) -> Sheet | None:
    """The records of one sheet, or None where it is empty. Raises Unreadable when no header is found.

    `expect` names titles the caller knows: a row that holds several of them is the header, whatever else it looks like.
    """
    if not any(map(_filled, grid.cells)):
        return None
    top = _find_header(grid, expect)
    bottom = _header_bottom(grid, top)
    titles = _titles(grid, top, bottom)
    width = len(titles)
    skipped = [*_titles_above(grid, top), *_headers(grid, top, bottom)]
    rows = list(_records(grid, bottom, titles, skipped))
    samples = _samples(rows, width)
    columns = tuple(Column(i, letter(i), titles[i], samples[i]) for i in range(width))
    return Sheet(grid.name, bottom + 1, columns, tuple(rows), tuple(skipped))


def _filled(row: list[Raw]) -> list[Raw]:
    return [cell for cell in row if cell != "" and not (type(cell) is str and cell.isspace())]


def _shown(cell: Raw) -> str:
    """A cell on one line, for titles and for what is said about rows; forbidden characters are left to the records."""
    try:
        return BLANKS.sub(" ", cells.text_of(cell)[0])
    except cells.Forbidden:
        return ""


def _line(row: list[Raw]) -> str:
    return " ".join(_shown(cell) for cell in _filled(row))[:200]


def _find_header(grid: Grid, expect: Collection[str]) -> int:
    known = {title_key(title) for title in expect}
    head = grid.cells[:LOOK]
    hits = [sum(title_key(_shown(cell)) in known for cell in _filled(row)) for row in head]
    if max(hits) >= min(2, len(known) or 2):
        return hits.index(max(hits))
    width = max(len(_filled(row)) for row in grid.cells[: LOOK * 2])
    for number, row in enumerate(head):
        if _looks_like_header(_filled(row), width):
            return number
    where = f"工作表“{grid.name}”里" if grid.name else ""
    raise NoHeader(f"{where}找不到表头", "请保留一行列名（如“名称、型号、单位”），放在数据上方")


def _looks_like_header(filled: list[Raw], width: int) -> bool:
    """Nearly as wide as the table, all different, nearly all words, none of them a line of a form."""
    shown = [_shown(cell) for cell in filled]
    words = [text for text, cell in zip(shown, filled, strict=True) if _is_word(text, cell)]
    return (
        bool(filled)
        and len(filled) >= width * 0.6
        and len(set(shown)) > len(shown) * 0.9
        and len(words) >= len(shown) * 0.8
        and not any(FORM_LINE.search(text) for text in shown)
    )


def _is_word(text: str, cell: Raw) -> bool:
    """A title: text that is not a number or a date; a bare year may head a column."""
    if not isinstance(cell, str):
        return text.isdigit() and 1990 <= int(text) <= 2100
    return len(text) <= 120 and not NUMERIC.fullmatch(text)


def _header_bottom(grid: Grid, top: int) -> int:
    """A second header row stands under titles that span several columns."""
    below = grid.cells[top + 1] if top + 1 < len(grid.cells) else []
    spans = [(left, right) for first, left, last, right in grid.merges if first == last == top and right > left]
    under = [cell for left, right in spans for cell in _filled(below[left : right + 1])]
    two = under and all(_is_word(_shown(cell), cell) for cell in under) and not _stray(below, spans)
    return top + 1 if two else top


def _stray(below: list[Raw], spans: list[tuple[int, int]]) -> bool:
    """Whether the row holds anything outside the spans: then it is a record."""
    covered = {column for left, right in spans for column in range(left, right + 1)}
    return any(_filled([cell]) for column, cell in enumerate(below) if column not in covered)


def _titles(grid: Grid, top: int, bottom: int) -> list[str]:
    """One title a column; of two header rows “安放地址” over “省” makes “安放地址-省”."""
    upper = _spread(grid, top)
    lower = [_shown(cell) for cell in grid.cells[bottom]] if bottom > top else []
    width = max(len(upper), len(lower), _data_width(grid, bottom))
    upper += [""] * (width - len(upper))
    lower += [""] * (width - len(lower))
    titles = ["-".join(filter(None, (group, title))) for group, title in zip(upper, lower, strict=True)]
    return titles[:-1] if titles[-1] == ERRORS else titles


def _spread(grid: Grid, top: int) -> list[str]:
    """The titles of a row, a merged one repeated over its columns."""
    titles = [_shown(cell) for cell in grid.cells[top]]
    for first, left, last, right in grid.merges:
        if first == last == top and left < len(titles) and right - left < len(max(grid.cells, key=len)):
            titles += [""] * (right + 1 - len(titles))
            titles[left : right + 1] = [titles[left]] * (right + 1 - left)
    return titles


def _data_width(grid: Grid, bottom: int) -> int:
    return max((len(row) for row in grid.cells[bottom + 1 :]), default=0)


def _titles_above(grid: Grid, top: int) -> Iterator[Skip]:
    for number in range(top):
        if _filled(grid.cells[number]):
            yield Skip(number + 1, "title", _line(grid.cells[number]))


def _headers(grid: Grid, top: int, bottom: int) -> Iterator[Skip]:
    for number in range(top, bottom + 1):
        yield Skip(number + 1, HEADER, _line(grid.cells[number]))


def title_key(title: str) -> str:
    """What of a title is compared here: no blanks, no star of a required column."""
    return BLANKS.sub("", title).strip("*＊").lower()


def _records(grid: Grid, bottom: int, titles: list[str], skipped: list[Skip]) -> Iterator[Row]:
    fills = merged_fills(grid, bottom)
    spans = {first for first, left, last, right in grid.merges if first == last and right > left}
    heading = [title_key(title) for title in titles if title]
    for number in range(bottom + 1, len(grid.cells)):
        raw = grid.cells[number]
        fill = fills.get(number, {})
        kind = "" if fill else _kind(raw, heading, number in spans)
        if kind:
            skipped.append(Skip(number + 1, kind, _line(raw)))
        else:
            yield _record(number + 1, raw, fill, titles)


def _kind(raw: list[Raw], heading: list[str], spanning: bool) -> str:
    """What a row is if it is not a record."""
    filled = _filled(raw)
    if not filled:
        return "blank"
    first = _shown(filled[0])
    if first.startswith(HINT):
        return "hint"
    if first.startswith(EXAMPLE):
        return "example"
    if BLANKS.sub("", first).rstrip(":：") in TOTALS:
        return "total"
    if len(filled) == 1 and len(heading) > 1:
        return _kind_of_lone(first, spanning, raw[0] != "")
    return "repeat" if [title_key(first)] == heading[:1] and _keys(filled) == heading else ""


def _keys(filled: list[Raw]) -> list[str]:
    return [title_key(_shown(cell)) for cell in filled]


def _kind_of_lone(text: str, spanning: bool, leftmost: bool) -> str:
    """A row of one cell may be a record of which the rest is missing; only clear signs make it something else."""
    if FOOTNOTE.match(text):
        return "footnote"
    return SUBHEADER if spanning or (leftmost and COUNTED.search(text)) else ""


def merged_fills(grid: Grid, bottom: int) -> dict[int, dict[int, Raw]]:
    """For rows covered by a vertical merge below the header: column → the value of the merge's first row."""
    fills: dict[int, dict[int, Raw]] = {}
    for first, left, last, _right in grid.merges:
        if first <= bottom or last <= first or left >= len(grid.cells[first] if first < len(grid.cells) else ()):
            continue
        value = grid.cells[first][left]
        for number in range(first + 1, min(last, len(grid.cells) - 1) + 1):
            fills.setdefault(number, {})[left] = value
    return fills


def _record(number: int, raw: list[Raw], fill: dict[int, Raw], titles: list[str]) -> Row:
    """Most cells are clean text, so these are recognised first and cost one search each."""
    texts = [""] * len(titles)
    notes: list[Note] = []
    for column, value in enumerate(raw[: len(titles)]):
        if type(value) is str and not cells.SUSPECT.search(value):
            texts[column] = value
            continue
        texts[column], why = _text(value, number, titles[column] or letter(column))
        if why:
            notes.append(Note(column, _was(value), texts[column], why))
    for column, value in fill.items():
        if column < len(texts) and not texts[column]:
            texts[column] = _text(value, number, titles[column] or letter(column))[0]
            notes.append(Note(column, "", texts[column], cells.MERGED))
    return Row(number, tuple(texts), tuple(notes))


def _was(value: Raw) -> str:
    """What the user saw."""
    return str(value).upper() if isinstance(value, bool) else value if isinstance(value, str) else f"{value:.15g}"


def _text(value: Raw, number: int, title: str) -> tuple[str, str]:
    try:
        return cells.text_of(value)
    except cells.Forbidden as character:
        raise Unreadable(f"第 {number} 行“{title}”有不可见的控制字符（{character}）", "请清除该格后重新填写") from None


def _samples(rows: list[Row], width: int) -> list[str]:
    """The first value of each column, looked for in the first hundred records."""
    return [next((row.cells[i][:40] for row in rows[:100] if row.cells[i]), "") for i in range(width)]
