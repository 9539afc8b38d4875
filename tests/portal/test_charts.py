"""A chart is a picture and a table of the same numbers, and a file of the table."""

from apps.portal.charts import Cell, Chart

FUNNEL = Chart(
    slug="funnel",
    title="从需求到办结",
    heads=("步骤", "件数"),
    rows=[(Cell("发布需求"), Cell("40", "/demands/")), (Cell("=1+1"), Cell("12"))],
)


def test_the_file_holds_the_table_and_no_live_formula():
    assert FUNNEL.as_csv().decode("utf-8-sig").splitlines() == ["步骤,件数", "发布需求,40", "'=1+1,12"]


def test_a_chart_can_be_read_out():
    assert FUNNEL.spoken == "从需求到办结：发布需求 40，=1+1 12"
