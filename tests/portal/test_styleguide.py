"""Every component stands on the styleguide, so that a broken one is seen."""

import re
from pathlib import Path

import pytest
from django.conf import settings

from tests.portal.styleguide.page import SOURCE

UI = Path(settings.BASE_DIR) / "templates" / "ui"
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
    found = []
    for path in sorted((Path(settings.BASE_DIR) / "templates").rglob("*.html")):
        source = path.read_text()
        if re.search(r"<style|\sstyle=|\son[a-z]+=\"|<script(?![^>]*\b(src=|type=\"application/json\"))|javascript:", source):
            found.append(path.name)
    assert found == []
