"""意见反馈: from any page, by anybody; answered, told back, and logged in public without a name."""

import re

import pytest
from django.core.exceptions import PermissionDenied
from django.test import Client
from django.urls import reverse

from apps.accounts.services import DOORS
from apps.core.errors import Conflict, Defects
from apps.notices import services
from apps.notices.models import Notice, Remark
from tests.portal.conftest import text_of
from tests.portal.test_costs import cost

pytestmark = pytest.mark.django_db
SAID = {"category": "wish", "text": "希望能按距离排序，李娜 13800000000"}
LINK = "对这一页有意见？告诉我们"


def said(actor, text="希望能按距离排序"):
    return services.remark(category="wish", text=text, page="/resources/", actor=actor)


@pytest.mark.parametrize("url", ["/", "/resources/?q=机密词", "/login/", "/about/privacy/", "/nowhere/"])
def test_every_page_of_a_visitor_has_the_button_once_and_names_itself_without_its_query(url):
    source = Client().get(url).content.decode()
    assert source.count(LINK) == 1
    (href,) = re.findall(r'href="([^"]+)" rel="nofollow"', source)
    assert href == f"{reverse('feedback')}?from={url.partition('?')[0]}"


def test_desk_pages_have_it_too_and_a_link_with_a_secret_is_not_written_down(browser, li_na):
    assert browser(li_na).get("/desk/").content.decode().count(LINK) == 1
    source = Client().get(f"/invitations/{'a' * 64}/").content.decode()
    assert '?from=/invitations/"' in source
    Client().post(reverse("feedback"), SAID | {"next": f"/invitations/{'a' * 64}/"})
    assert Remark.objects.get().page == "/invitations/"


def test_a_visitor_says_something_and_comes_back_to_the_page(sun_centre):
    form = Client().get(reverse("feedback"), {"from": "/resources/?q=机密词"})
    assert "/resources/" in text_of(form) and "机密词" not in form.content.decode()
    answer = Client().post(reverse("feedback"), SAID | {"next": "/resources/"}, follow=True)
    assert answer.redirect_chain == [("/resources/", 302)] and "谢谢，意见收到了" in text_of(answer)
    row = Remark.objects.get()
    assert (row.page, row.user, row.state) == ("/resources/", None, "new")
    assert Notice.objects.get(user=sun_centre.user).text == "收到一条意见（希望增加）"


@pytest.mark.parametrize(
    "wrong", [{"category": "nonsense"}, {"text": "短"}, {"text": "长" * 1001}, {"text": "空\x00字节"}]
)
def test_odd_input_is_refused_beside_its_field(wrong):
    assert Client().post(reverse("feedback"), SAID | wrong).status_code == 422
    assert not Remark.objects.exists()


@pytest.mark.parametrize(
    "page", ["//evil.example/", "https://evil.example/", "/nowhere/at/all/", "javascript:alert(1)"]
)
def test_a_page_that_is_not_ours_is_not_recorded(page):
    answer = Client().post(reverse("feedback"), SAID | {"next": page})
    assert answer.status_code == 302 and "evil" not in answer.headers["Location"]
    assert Remark.objects.get().page == ""


def test_one_network_may_not_flood_it():
    for _ in range(DOORS["feedback"].limit):
        assert Client().post(reverse("feedback"), SAID).status_code == 302
    assert Client().post(reverse("feedback"), SAID).status_code == 429


def test_adopted_and_done_are_public_without_the_author_and_his_words(browser, li_na, sun_centre):
    row = said(li_na, SAID["text"])
    desk = browser(sun_centre)
    url = reverse("operator-feedback")
    assert SAID["text"] in text_of(desk.get(url))
    assert desk.post(reverse("remark-move", args=[row.pk, "adopt"])).status_code == 400  # without a word
    desk.post(reverse("remark-move", args=[row.pk, "adopt"]), {"note": "资源目录增加按距离排序"})
    desk.post(reverse("remark-move", args=[row.pk, "finish"]), {"note": "12 月的版本里可以按距离排序"})
    log = Client().get(reverse("feedback-log"))
    words = text_of(log)
    assert "资源目录增加按距离排序" in words and "12 月的版本里可以按距离排序" in words
    assert "李娜" not in words and "13800000000" not in words
    assert [one.text for one in Notice.objects.filter(user=li_na.user).order_by("pk")] == [
        "您提的意见已采纳：资源目录增加按距离排序",
        "您提的意见已完成：12 月的版本里可以按距离排序",
    ]


def test_what_was_declined_is_told_to_its_author_and_nobody_else(browser, li_na, sun_centre):
    row = services.settle(said(li_na), "decline", words="平台不掌握准确位置", actor=sun_centre)
    assert row.state == "declined"
    assert "平台不掌握准确位置" not in text_of(Client().get(reverse("feedback-log")))
    assert Notice.objects.get(user=li_na.user).text == "您提的意见未采纳：平台不掌握准确位置"


def test_the_second_of_two_operators_is_told_so(li_na, sun_centre, zhao_office):
    mine, theirs = said(li_na), Remark.objects.get()
    services.settle(mine, "adopt", words="照办", actor=sun_centre)
    with pytest.raises(Conflict):
        services.settle(theirs, "decline", words="不办", actor=zhao_office)
    row = Remark.objects.get()
    assert (row.state, row.answer) == ("adopted", "照办")
    with pytest.raises(Defects):
        services.settle(row, "finish", words=" ", actor=sun_centre)
    with pytest.raises(PermissionDenied):
        services.settle(row, "finish", words="我自己来", actor=li_na)


def test_a_batch_does_what_it_can_and_counts_the_rest(browser, li_na, sun_centre):
    new, old = said(li_na), services.settle(said(li_na), "decline", words="重复", actor=sun_centre)
    answer = browser(sun_centre).post(
        reverse("remark-batch"), {"move": "read", "pk": [new.pk, old.pk, 10**8]}, follow=True
    )
    assert "办成 1 条，2 条没有办成" in text_of(answer)
    assert list(Remark.objects.order_by("pk").values_list("state", flat=True)) == ["read", "declined"]


def test_seen_by_staff_and_its_author(personas):
    row = said(personas["li_na"])
    assert {name for name, actor in personas.items() if row in Remark.objects.visible_to(actor)} == {
        "li_na", "sun_centre", "zhao_office", "chen_committee", "machine",
    }  # fmt: skip


@pytest.mark.parametrize("name", ["feedback-log", "operator-feedback"])
def test_its_lists_cost_the_same_for_one_and_for_twenty(browser, sun_centre, li_na, name):
    def adopted():
        services.settle(said(li_na), "adopt", words="照办", actor=sun_centre)

    adopted()
    one = cost(browser(sun_centre), reverse(name))
    for _ in range(19):
        adopted()
    assert cost(browser(sun_centre), reverse(name)) == one <= 12
