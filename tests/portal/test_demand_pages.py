"""Writing a demand: kept through login, saved, checked, sent, returned, changed — and never overwritten unseen."""

import re

import pytest
from django.urls import reverse

from apps.core import lifecycle
from apps.demands.models import Demand
from apps.listings import services
from tests.factories.matching import a_demand
from tests.portal.conftest import text_of

pytestmark = pytest.mark.django_db
TEXT = "密封件在 60 MPa 循环压力下微泄漏，气泡法测不出来，想要可重复的检测方法。"
NEW = reverse("demand-new")


def filled(**changes):
    title = "深海密封件微泄漏检测"
    return {"kind": "challenge", "title": title, "text": TEXT, "budget": "20", "visibility": "public"} | changes


def test_a_visitor_fills_the_form_logs_in_and_finds_it_as_he_left_it(client, browser, li_na):
    answer = client.post(NEW, filled(check=""))
    assert answer.headers["Location"] == f"/login/?next={NEW}"
    assert Demand.objects.count() == 0
    client.force_login(li_na.user)
    form = client.get(NEW).context["form"]
    assert (form["title"].value(), form["budget"].value()) == ("深海密封件微泄漏检测", "20")
    assert form["contact_email"].value() == "li.na@example.com"


def test_saving_makes_a_draft_and_the_check_page_sends_it(browser, li_na):
    hers = browser(li_na)
    checked = hers.post(NEW, filled(check=""))
    demand = Demand.objects.get()
    assert (demand.state, demand.organization) == ("draft", li_na.organization)
    assert checked.headers["Location"] == reverse("demand-check", args=[demand.pk])
    assert "20 万元（200,000 元）" in text_of(hers.get(checked.headers["Location"]))
    sent = hers.post(checked.headers["Location"])
    assert sent.headers["Location"] == reverse("demand-matches", args=[demand.pk])
    demand.refresh_from_db()
    assert demand.state == "submitted"


def test_the_draft_leaves_the_session_once_it_is_saved(browser, li_na):
    hers = browser(li_na)
    hers.post(NEW, filled(save=""))
    assert hers.get(NEW).context["form"]["title"].value() in (None, "")


def test_all_defects_come_at_once_each_beside_its_field(browser, li_na):
    page = browser(li_na).post(NEW, filled(title="短", text="", budget="二十万", trl_now="9", trl_needed="2"))
    assert page.status_code == 422
    assert set(page.context["form"].errors) == {"title", "text", "budget"}
    assert 'href="#id_title"' in page.content.decode()
    assert Demand.objects.count() == 0


@pytest.mark.parametrize("value", ["密封件\x00微泄漏", "密" * 81])
def test_odd_characters_and_lengths_are_told_beside_the_field(browser, li_na, value):
    page = browser(li_na).post(NEW, filled(title=value))
    assert (page.status_code, list(page.context["form"].errors)) == (422, ["title"])


def test_autosave_answers_with_the_time_and_keeps_wrong_words_too(browser, li_na):
    hers = browser(li_na)
    saved = hers.post(NEW, filled(title="短", autosave="1"))
    assert re.search(r"已保存 \d\d:\d\d", text_of(saved))
    assert hers.get(NEW).context["form"]["title"].value() == "短"


@pytest.mark.parametrize(
    "changes", [{"title": "密封\x00件"}, {"nodes": ["\x00"]}, {"version": "9" * 40}, {"version": "-1"}]
)
def test_autosave_of_odd_input_keeps_what_can_be_kept(browser, li_na, changes):
    hers = browser(li_na)
    assert hers.post(NEW, filled(autosave="1", **changes)).status_code == 200
    assert "\x00" not in hers.get(NEW).content.decode()


def test_another_kind_brings_other_fields_and_keeps_the_words(browser, li_na):
    page = browser(li_na).post(NEW, filled(kind="talent", refresh="1"))
    assert page.status_code == 200
    assert page.context["form"]["title"].value() == "深海密封件微泄漏检测"
    assert [field.name for field in page.context["details"]][:2] == ["mode", "headcount"]


@pytest.mark.parametrize("kind", ["nonsense", "instrument", "a" * 500])
def test_an_unknown_kind_falls_back_to_the_first(client, kind):
    assert client.get(NEW, {"kind": kind}).context["kind_row"].slug == "challenge"


def test_a_university_may_write_but_not_save_a_demand(browser, lin_yue):
    his = browser(lin_yue)
    assert "当前身份不能发布" in text_of(his.get(NEW))
    assert his.post(NEW, filled(check="")).status_code == 403
    assert Demand.objects.count() == 0


def test_of_two_people_saving_at_once_the_second_sees_the_difference_and_loses_nothing(browser, li_na, zhou_lan):
    demand = a_demand(li_na, sent=False)
    edit = reverse("demand-edit", args=[demand.pk])
    version = demand.version
    first = browser(zhou_lan).post(edit, filled(title="周岚改的标题很清楚", version=version, save=""))
    assert first.status_code == 302
    hers = browser(li_na)
    second = hers.post(edit, filled(title="李娜改的标题也清楚", version=version, save=""))
    assert second.status_code == 409
    words = text_of(second)
    assert "周岚改的标题很清楚" in words and "李娜改的标题也清楚" in words
    demand.refresh_from_db()
    assert demand.title == "周岚改的标题很清楚"
    again = hers.post(edit, filled(title="李娜改的标题也清楚", version=second.context["version"], save=""))
    assert again.status_code == 302
    demand.refresh_from_db()
    assert demand.title == "李娜改的标题也清楚"


def test_what_was_typed_and_not_saved_is_there_again_and_can_be_forgotten(browser, li_na):
    demand = a_demand(li_na, sent=False)
    edit, hers = reverse("demand-edit", args=[demand.pk]), browser(li_na)
    hers.post(edit, filled(title="还没写完的标题", version=demand.version, autosave="1"))
    assert hers.get(edit).context["form"]["title"].value() == "还没写完的标题"
    assert hers.get(edit, {"forget": "1"}).context["form"]["title"].value() == demand.title


def test_what_was_typed_under_an_account_outlives_the_session_and_stays_private(browser, li_na, zhou_lan):
    browser(li_na).post(NEW, filled(title="写到一半的标题", autosave="1"))
    assert browser(li_na).get(NEW).context["form"]["title"].value() == "写到一半的标题"
    assert browser(zhou_lan).get(NEW).context["form"]["title"].value() in (None, "")
    browser(li_na).post(NEW, filled(save=""))
    assert browser(li_na).get(NEW).context["form"]["title"].value() in (None, "")


def test_a_return_lists_every_defect_and_the_resubmission_shows_what_changed(browser, li_na, sun_centre):
    demand = a_demand(li_na)
    back = reverse("demand-return", args=[demand.pk])
    answer = browser(sun_centre).post(back, {"defect-title": "写清对象", "defect-goal": "写上目标泄漏率"})
    assert answer.headers["Location"] == reverse("operator-demands")
    hers = browser(li_na)
    words = text_of(hers.get(reverse("demand-edit", args=[demand.pk])))
    assert "写清对象" in words and "写上目标泄漏率" in words
    demand.refresh_from_db()
    values = filled(title="深海 O 形密封圈微泄漏检测", goal="1e-9", version=demand.version, check="")
    hers.post(reverse("demand-edit", args=[demand.pk]), values)
    changes = hers.get(reverse("demand-check", args=[demand.pk])).context["changes"]
    assert ("标题", "深海密封件微泄漏检测", "深海 O 形密封圈微泄漏检测") in changes


def test_a_return_without_a_single_defect_is_refused_and_keeps_the_note(browser, li_na, sun_centre):
    demand = a_demand(li_na)
    page = browser(sun_centre).post(reverse("demand-return", args=[demand.pk]), {"note": "总之再改改"})
    assert page.status_code == 422
    assert "至少写明一处" in text_of(page) and "总之再改改" in page.content.decode()
    demand.refresh_from_db()
    assert demand.state == "submitted"


def test_ten_minutes_of_grace_stand_as_a_button(browser, li_na):
    demand = a_demand(li_na)
    hers = browser(li_na)
    assert "撤回送审（10 分钟内）" in text_of(hers.get(demand.get_absolute_url()))
    hers.post(reverse("demand-undo", args=[demand.pk]))
    demand.refresh_from_db()
    assert demand.state == "draft"


def test_a_move_that_is_too_late_is_a_page_with_the_latest_state(browser, li_na, sun_centre):
    demand = a_demand(li_na, public=True)
    page = browser(sun_centre).post(reverse("demand-move", args=[demand.pk, "publish"]))
    assert page.status_code == 409
    assert "现在是「已发布」" in text_of(page)


def test_closing_asks_for_a_reason(browser, li_na):
    demand = a_demand(li_na, public=True)
    close, hers = reverse("demand-move", args=[demand.pk, "close"]), browser(li_na)
    assert "已谈成" in text_of(hers.get(close))
    assert hers.post(close).status_code == 400
    assert hers.post(close, {"reason": "settled"}).status_code == 302
    demand.refresh_from_db()
    assert demand.state == "closed"


def test_a_stranger_sees_the_demand_with_a_masked_contact(client, browser, li_na):
    demand = a_demand(li_na, public=True)
    url = demand.get_absolute_url()
    masked, whole = text_of(client.get(url)), text_of(browser(li_na).get(url))
    assert "154****0001" in masked and "15400000001" not in masked
    assert "15400000001" in whole


def test_a_phone_in_the_public_text_is_pointed_out_before_sending(browser, li_na):
    demand = a_demand(li_na, sent=False, text=f"{TEXT}请打 13800001234 联系。")
    assert "像是有电话号码" in text_of(browser(li_na).get(reverse("demand-check", args=[demand.pk])))
    plain = a_demand(li_na, sent=False)
    assert "像是有电话号码" not in text_of(browser(li_na).get(reverse("demand-check", args=[plain.pk])))


def test_many_are_published_at_once_and_those_that_cannot_be_are_counted(browser, li_na, sun_centre):
    waiting = [a_demand(li_na, title=f"深海密封件微泄漏检测{n}") for n in "甲乙"]
    draft = a_demand(li_na, sent=False)
    ids = [demand.pk for demand in (*waiting, draft)]
    answer = browser(sun_centre).post(reverse("demand-batch"), {"move": "publish", "pk": ids}, follow=True)
    assert "已发布 2 条，1 条没有办成" in text_of(answer)
    assert [Demand.objects.get(pk=pk).state for pk in ids] == ["published", "published", "draft"]


@pytest.mark.parametrize("values", [{"move": "close", "pk": "1"}, {"move": "delete"}, {}])
def test_a_batch_makes_only_the_steps_meant_for_it(browser, li_na, values):
    assert browser(li_na).post(reverse("demand-batch"), values).status_code == 404


def test_the_owner_of_another_enterprise_publishes_nothing_in_a_batch(browser, li_na, he_jun):
    demand = a_demand(li_na)
    browser(he_jun).post(reverse("demand-batch"), {"move": "publish", "pk": [demand.pk]})
    demand.refresh_from_db()
    assert demand.state == "submitted"


def test_services_and_page_agree_on_what_is_missing(browser, li_na):
    page = browser(li_na).post(NEW, {"kind": "challenge"})
    cleaned = services.clean(Demand, "challenge", {})
    assert set(page.context["form"].errors) == {defect.field for defect in cleaned.defects}


def test_the_lifecycle_names_every_button_on_the_page(browser, li_na):
    demand = a_demand(li_na, public=True)
    words = text_of(browser(li_na).get(demand.get_absolute_url()))
    for move in lifecycle.available(demand, li_na):
        assert move.label in words
