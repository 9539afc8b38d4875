"""Every component stands on the styleguide, so that a broken one is seen."""

import re
from pathlib import Path

import pytest
from django.conf import settings

from tests.portal.styleguide.page import SOURCE

UI = Path(settings.BASE_DIR) / "templates" / "ui"
INLINE = re.compile(r"<style|\sstyle=|\son[a-z]+=\"|<script(?![^>]*\b(src=|type=\"application/json\"))|javascript:")
PARTS = {"field_choices", "field_words"}  # drawn by `field`


@pytest.mark.django_db
@pytest.mark.urls("tests.portal.styleguide.urls")
def test_the_styleguide_draws_and_holds_every_component(client):
    page = client.get("/styleguide/")
    assert page.status_code == 200
    used = set(re.findall(r'{% ui "([a-z_]+)"', SOURCE.read_text()))
    assert used | PARTS == {path.stem for path in UI.glob("*.html")}


def test_no_template_carries_inline_style_script_or_handler():
    """The CSP would block them silently; a JSON block is data, not script."""
    pages = sorted((Path(settings.BASE_DIR) / "templates").rglob("*.html"))
    assert [path.name for path in pages if INLINE.search(path.read_text())] == []


@pytest.mark.parametrize(
    "source", ["<style>", '<p style="">', '<a onclick="x()">', "<script>1</script>", '<a href="javascript:x">']
)
def test_the_guard_against_inline_code_sees_each_sort(source):
    assert INLINE.search(source)
