"""The front-end files: all there, the sprite complete, no page asking for a file that is not served."""

import re
import subprocess
import sys

import pytest

from tests.ops.machine import ROOT

VENDOR = ROOT / "var" / "vendor" / "vendor"


@pytest.fixture(scope="module")
def sprite():
    subprocess.run([sys.executable, ROOT / "scripts" / "assets"], check=True, capture_output=True)
    return (VENDOR / "icons.svg").read_text()


def test_every_icon_a_template_names_is_drawn(sprite):
    drawn = set(re.findall(r'<symbol id="([^"]+)"', sprite))
    templates = [path.read_text() for path in (ROOT / "templates").rglob("*.html")]
    named = {name for text in templates for name in re.findall(r"""\{%\s*icon\s+["']([^"']+)["']""", text)}
    assert named - drawn == set()
    assert named, "templates use icons"


def test_every_vendor_file_a_template_asks_for_is_served(sprite):
    asked = set()
    for path in [*(ROOT / "templates").rglob("*.html"), *(ROOT / "apps").rglob("*.py")]:
        asked |= set(re.findall(r"""["']vendor/([\w./-]+)["']""", path.read_text()))
    assert {name for name in asked if not (VENDOR / name).is_file()} == set()


def test_no_file_points_at_a_source_map_we_do_not_serve(sprite):
    texts = {path.name: path.read_text(errors="replace")[-300:] for path in VENDOR.rglob("*.min.*")}
    assert texts and [name for name, text in texts.items() if "sourceMappingURL" in text] == []


def test_an_icon_nobody_drew_is_refused(tmp_path):
    """Negative control: the same script in a tree with one misspelt name."""
    (tmp_path / "scripts").mkdir()
    (tmp_path / "scripts" / "assets").write_text((ROOT / "scripts" / "assets").read_text())
    (tmp_path / "templates").mkdir()
    (tmp_path / "templates" / "page.html").write_text('{% icon "no-such-icon" %}')
    (tmp_path / "node_modules").symlink_to(ROOT / "node_modules")
    command = [sys.executable, tmp_path / "scripts" / "assets", "--sprite"]
    done = subprocess.run(command, capture_output=True, text=True)
    assert done.returncode == 1
    assert "page.html：没有名为 no-such-icon 的图标" in done.stderr
