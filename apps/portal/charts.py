"""A picture of numbers and the same numbers as a table: `{% ui "chart" chart=… %}` shows the one or the other.

Pages with charts load `portal/base/charts.html` in their scripts block. Without scripts the table stands there.
"""

import csv
import io
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, NamedTuple

from apps.core.tabular import neutral


class Cell(NamedTuple):
    """One number of the table, and the rows behind it."""

    text: str
    url: str = ""


@dataclass(frozen=True)
class Chart:
    """`drawing` is what `static/js/charts.js` draws ({"kind": "bars" | "trend", …}); None shows the table alone."""

    slug: str
    title: str
    heads: Sequence[str]
    rows: Sequence[Sequence[Cell]]
    drawing: dict[str, Any] | None = None
    note: str = ""
    csv: str = ""

    @property
    def data_id(self) -> str:
        return f"{self.slug}-data"

    @property
    def spoken(self) -> str:
        """The chart in words, for those who do not see it."""
        return f"{self.title}：" + "，".join(" ".join(cell.text for cell in row) for row in self.rows)

    def as_csv(self) -> bytes:
        """The table as a file that Excel opens in Chinese."""
        buffer = io.StringIO()
        writer = csv.writer(buffer)
        writer.writerow([neutral(str(head)) for head in self.heads])
        writer.writerows([neutral(cell.text) for cell in row] for row in self.rows)
        return buffer.getvalue().encode("utf-8-sig")
