"""The way in: bytes and a file name → guarded, parsed in a child, laid out as sheets of records."""

from collections.abc import Collection, Sequence
from pathlib import Path

from apps.core.tabular import child, guard, layout, runner
from apps.core.tabular.marks import MARK_SHEET, NO_TABLES
from apps.core.tabular.model import Book, Grid, Mark, NoHeader, Raw, Sheet, Unreadable

MAX_PASTED = 1024 * 1024


def read(source: bytes | Path | str, filename: str = "", *, expect: Collection[str] = ()) -> Book:
    """Every sheet that holds a table. Raises Unreadable.

    `expect` names column titles the caller knows; they help to find the header.
    """
    data, filename = load(source, filename)
    format = guard.inspect(data, filename)
    found = grids(data, format)
    pairs, left_out = tables(found, expect)
    return Book(filename, format, tuple(sheet for _, sheet in pairs), mark_of(found), left_out)


def tables(found: list[Grid], expect: Collection[str] = ()) -> tuple[list[tuple[Grid, Sheet]], tuple[str, ...]]:
    """Grids with their sheets, and the names of those without a header; at least one must have one."""
    pairs: list[tuple[Grid, Sheet]] = []
    headless: list[tuple[str, NoHeader]] = []
    for grid in found:
        try:
            sheet = None if grid.name in NO_TABLES else layout.sheet(grid, expect)
        except NoHeader as error:
            headless.append((grid.name, error))
        else:
            pairs += [(grid, sheet)] if sheet else []
    if not pairs:
        raise headless[0][1] if headless else Unreadable("表格里没有内容", "请确认保存后再传")
    return pairs, tuple(name for name, _ in headless)


def load(source: bytes | Path | str, filename: str = "") -> tuple[bytes, str]:
    """Bytes as they are; of a file no more than the limit and one byte, which the guard then refuses."""
    if isinstance(source, bytes):
        return source, filename
    path = Path(source)
    with path.open("rb") as file:
        return file.read(guard.MAX_BYTES + 1), filename or path.name


def grids(data: bytes, format: str) -> list[Grid]:
    found: list[Grid] = []
    for line in runner.parse(data, format):
        if isinstance(line, dict):
            found.append(Grid(line["sheet"], [], [tuple(merge) for merge in line["merges"]]))
        else:
            found[-1].cells.extend(line)
    return found


def mark_of(found: list[Grid]) -> Mark | None:
    for grid in found:
        if grid.name == MARK_SHEET and grid.cells and len(grid.cells[0]) == 2:
            return Mark(str(grid.cells[0][0]), str(grid.cells[0][1]))
    return None


def paste(text: str, *, titles: Sequence[str] = (), expect: Collection[str] = ()) -> Sheet:
    """A block copied from a spreadsheet. Without a header of its own its columns are `titles`, in that order."""
    if len(text) > MAX_PASTED:
        raise Unreadable("粘贴的内容太长", "请改用上传文件")
    lines = _pasted(text)
    grid = Grid("", lines)
    try:
        found = layout.sheet(grid, expect or titles)
    except NoHeader:
        found = None
    if found and not (titles and _is_headless(found, titles)):
        return found
    if not titles or not any(lines):
        raise Unreadable("粘贴的内容里找不到表头", "请连同列名一起复制")
    return layout.sheet(Grid("", [list(titles), *lines]), titles)


def _pasted(text: str) -> list[list[Raw]]:
    try:
        portions = child.chunks(child.text_rows(text.strip("\r\n")), runner.LIMITS.as_json())
        return [row for portion in portions for row in portion]
    except child.Refused as refusal:
        raise runner.in_words(refusal.code, refusal.detail) from None


def _is_headless(sheet: Sheet, titles: Sequence[str]) -> bool:
    known = {layout.title_key(title) for title in titles}
    return not any(layout.title_key(column.title) in known for column in sheet.columns)
