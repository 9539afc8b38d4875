"""Operators replace templates of documents: tried first, told what is wrong, and there is a way back."""

import io

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from docx import Document

from apps.core import documents
from tests.core import uploads
from tests.portal.conftest import text_of
from tests.portal.test_costs import MOST, cost

pytestmark = pytest.mark.django_db
SLUG = "dealing_agreement"
PAGE = reverse("template", args=[SLUG])


def bring(client, words: str):
    return client.post(PAGE, {"file": SimpleUploadedFile("改.docx", uploads.docx(words), "application/octet-stream")})


def test_a_template_is_replaced_downloaded_and_taken_back(browser, sun_centre):
    desk = browser(sun_centre)
    assert "合作意向书" in text_of(desk.get(reverse("templates")))
    assert bring(desk, "{{ party_a }}与{{ party_b }}").status_code == 302
    assert bring(desk, "第二版 {{ code }}").status_code == 302
    page = text_of(desk.get(PAGE))
    assert "在用：第 2 版" in page and "{%p for row in steps %}" in page
    answer = desk.get(reverse("template-file", args=[SLUG, 2]))
    assert [one.text for one in Document(io.BytesIO(answer.content)).paragraphs] == ["第二版 {{ code }}"]
    assert answer["Content-Disposition"].startswith("attachment")
    desk.post(reverse("template-use", args=[SLUG, 1]))
    assert documents.current(SLUG).version == 1
    desk.post(reverse("template-use", args=[SLUG, 0]))
    assert documents.current(SLUG) is None
    missing = [reverse("template-file", args=[SLUG, 9]), reverse("template", args=["nothing"])]
    assert [desk.get(url).status_code for url in missing] == [404, 404]
    assert desk.post(reverse("template-use", args=[SLUG, 9])).status_code == 404


def test_what_is_wrong_is_named_with_its_remedy_and_nothing_changes(browser, sun_centre):
    answer = bring(browser(sun_centre), "{{ party_c }}")
    assert answer.status_code == 422
    assert "平台不认识占位符“party_c”" in text_of(answer) and "party_a（需求方名称）" in text_of(answer)
    assert "还没有选文件" in text_of(browser(sun_centre).post(PAGE))
    assert documents.current(SLUG) is None


def test_the_pages_cost_the_same_for_one_version_and_for_ten(browser, sun_centre):
    desk, urls = browser(sun_centre), (reverse("templates"), PAGE)
    bring(desk, "{{ code }}")
    one = [cost(desk, url) for url in urls]
    for _ in range(9):
        bring(desk, "{{ code }}")
    assert [cost(desk, url) for url in urls] == one
    assert max(one) <= MOST
