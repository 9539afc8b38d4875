"""Dealings in the browser: proposing from matches, answering, writing down, and the operators' board."""

from datetime import timedelta

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from django.utils import timezone

from apps.cooperation import services
from apps.cooperation.models import Case, Dealing, Note
from apps.core import lifecycle
from tests.core import uploads
from tests.factories.cooperation import MARKS, a_dealing, a_pair, fresh
from tests.factories.demands import DemandFactory
from tests.factories.resources import ResourceFactory
from tests.portal.conftest import text_of
from tests.portal.test_costs import MOST, cost

pytestmark = pytest.mark.django_db
TWO = [reverse("desk-dealings"), reverse("operator-dealings"), reverse("operator-cases")]


def write(client, dealing, what, **given):
    return client.post(reverse("dealing-record", args=[dealing.pk, what]), given)


def test_three_ticked_resources_are_asked_with_one_press(browser, li_na, lin_yue, sun_centre):
    demand, three = DemandFactory(organization=li_na.organization), ResourceFactory.create_batch(3)
    url = f"{reverse('dealing-new')}?demand={demand.pk}" + "".join(f"&resource={one.pk}" for one in three)
    page = browser(li_na).get(url)
    assert page.context["message"].startswith(f"您好，我们在推进「{demand.title}」")
    given = {"demand": demand.pk, "resource": [one.pk for one in three], "message": page.context["message"]}
    answer = browser(li_na).post(reverse("dealing-new"), given)
    assert (answer.status_code, answer["Location"]) == (302, reverse("desk-dealings"))
    assert sorted(Dealing.objects.values_list("resource", flat=True)) == [one.pk for one in three]


def test_what_is_refused_keeps_the_words(browser, li_na, lin_yue, sun_centre):
    dealing = a_dealing(li_na, lin_yue)
    given = {"demand": dealing.demand_id, "resource": dealing.resource_id, "message": "再问一次"}
    answer = browser(li_na).post(reverse("dealing-new"), given)
    assert (answer.status_code, answer.context["message"]) == (409, "再问一次")
    assert dealing.code in answer.context["problem"]
    four = [one.pk for one in ResourceFactory.create_batch(4)]
    answer = browser(li_na).post(reverse("dealing-new"), given | {"resource": four})
    assert (answer.status_code, "一次选 1 到 3 条" in answer.context["problem"]) == (422, True)


def test_the_words_of_the_listing_one_may_not_know_of_do_not_exist(browser, li_na, lin_yue):
    hidden = ResourceFactory(organization=lin_yue.organization, visibility="committee")
    demand = DemandFactory(organization=li_na.organization)
    url = f"{reverse('dealing-new')}?demand={demand.pk}&resource={hidden.pk}"
    assert browser(li_na).get(url).status_code == 404


def test_contacts_appear_on_acceptance_and_to_the_parties_only(browser, li_na, lin_yue, wang_wei, sun_centre):
    dealing = a_dealing(li_na, lin_yue)
    url = dealing.get_absolute_url()
    assert "15400000001" not in text_of(browser(lin_yue).get(url))
    assert browser(wang_wei).get(url).status_code == 404
    browser(lin_yue).post(reverse("dealing-move", args=[dealing.pk, "accept"]))
    shown = text_of(browser(lin_yue).get(url))
    assert ("15400000001" in shown, "公开联系方式" in shown) == (True, True)
    assert "15400000002" in text_of(browser(li_na).get(url))


def test_declining_after_accepting_is_a_page_that_says_so(browser, li_na, lin_yue, sun_centre):
    dealing = a_dealing(li_na, lin_yue, "accepted")
    answer = browser(lin_yue).post(reverse("dealing-move", args=[dealing.pk, "decline"]), {"reason": "budget"})
    assert (answer.status_code, "不能婉拒" in text_of(answer)) == (409, True)


def test_from_words_to_ratings_by_the_forms_of_the_page(browser, li_na, lin_yue, sun_centre):
    dealing, today = a_dealing(li_na, lin_yue, "negotiating"), timezone.localdate().isoformat()
    asking, answering = browser(li_na), browser(lin_yue)
    assert write(asking, dealing, "note", words="约在下周三看设备").status_code == 302
    assert write(answering, dealing, "step", words="来校看设备", on=today).status_code == 302
    lifecycle.move(fresh(dealing), "agree", actor=li_na)
    assert write(asking, dealing, "paper", kind="agreement", amount="18", starts_on=today).status_code == 302
    read = {"kind": "agreement", "way": "said", "sha256": dealing.papers.get().sha256}
    assert write(asking, dealing, "confirm", **read).status_code == 302
    assert write(answering, dealing, "confirm", kind="agreement", way="scan").status_code == 422
    scan = SimpleUploadedFile("签署件.pdf", uploads.pdf(), "application/pdf")
    assert write(answering, dealing, "confirm", kind="agreement", way="scan", file=scan).status_code == 302
    write(asking, dealing, "milestone", title="样件测完", due_on=today)
    milestone = dealing.milestones.get()
    assert write(answering, dealing, "reach", milestone=milestone.pk, evidence="报告三份").status_code == 302
    write(asking, dealing, "outcome", kind="amount", value="20", on=today, evidence="合同第 3 条")
    lifecycle.move(fresh(dealing), "deliver", actor=li_na, note="指标达到")
    write(asking, dealing, "rate", words="配合得好", **MARKS)
    assert "配合得好" not in text_of(answering.get(dealing.get_absolute_url()))
    write(answering, dealing, "rate", words="", **MARKS)
    shown = text_of(answering.get(dealing.get_absolute_url()))
    words = ("配合得好", "样件测完", "合同第 3 条", "已办结", "签署件.pdf", "协议 第 1 版")
    assert [word in shown for word in words] == [True] * 6
    assert fresh(dealing).state == "done"


def test_an_odd_entry_stands_beside_its_form(browser, li_na, lin_yue, sun_centre):
    dealing = a_dealing(li_na, lin_yue, "running")
    answer = write(browser(li_na), dealing, "outcome", kind="amount", value="0", on="2999-01-01", evidence="合同")
    assert (answer.status_code, "还没有到" in text_of(answer), "大于 0" in text_of(answer)) == (422, True, True)
    assert write(browser(li_na), dealing, "note", words="  ").status_code == 422
    assert (Note.objects.count(), write(browser(li_na), dealing, "view").status_code) == (0, 404)
    assert write(browser(li_na), dealing, "rate", **MARKS).status_code == 409


def test_a_milestone_of_another_dealing_is_not_there(browser, li_na, lin_yue, sun_centre):
    mine, other = a_dealing(li_na, lin_yue, "running"), a_dealing(li_na, lin_yue, "running")
    milestone = services.add_milestone(other, title="别处", due_on=timezone.localdate(), actor=li_na)
    assert write(browser(li_na), mine, "reach", milestone=milestone.pk, evidence="x").status_code == 404


def test_the_board_reminds_and_assigns_many_and_counts_what_it_could_not(
    browser, li_na, lin_yue, sun_centre, zhao_office
):
    rows, desk = [a_dealing(li_na, lin_yue) for _ in range(3)], browser(sun_centre)
    services.remind(rows[0], actor=sun_centre)
    picked = {"do": "remind", "pk": [row.pk for row in rows]}
    answer = desk.post(reverse("dealing-batch"), picked, follow=True)
    assert "办成 2 条，1 条没有办成：今天已经催办过" in text_of(answer)
    desk.post(reverse("dealing-batch"), picked | {"do": "assign", "broker": zhao_office.membership.pk})
    assert set(Dealing.objects.values_list("broker", flat=True)) == {zhao_office.membership.pk}
    answer = desk.post(reverse("dealing-batch"), picked | {"do": "assign", "broker": ""}, follow=True)
    assert "请先选要派给谁" in text_of(answer)


def test_the_board_is_narrowed_by_age_broker_and_flag(browser, li_na, lin_yue, sun_centre, zhao_office):
    old, new = a_dealing(li_na, lin_yue), a_dealing(li_na, lin_yue)
    long_ago = timezone.now() - timedelta(days=5)
    Dealing.objects.filter(pk=old.pk).update(state_at=long_ago, handed_over_at=long_ago)
    services.assign(new, broker=zhao_office.membership, actor=sun_centre)
    desk, url = browser(sun_centre), reverse("operator-dealings")
    queries = ["", "?age=7", "?age=3", f"?broker={zhao_office.membership.pk}", "?flag=silent", "?state=done", "?q=演示"]
    shown = {query: [row.pk for row in desk.get(f"{url}{query}").context["page"]] for query in queries}
    assert list(shown.values()) == [[old.pk, new.pk], [old.pk], [new.pk], [new.pk], [old.pk], [], [old.pk, new.pk]]
    counts = [(one["key"], one["count"]) for one in desk.get(url).context["ages"]]
    assert counts == [("3", 1), ("7", 1), ("30", 0), ("more", 0)]


def test_the_committee_reads_the_board_and_opens_nothing(browser, chen_committee, li_na, lin_yue, sun_centre):
    dealing = a_dealing(li_na, lin_yue)
    page = browser(chen_committee).get(reverse("operator-dealings"))
    assert (dealing.get_absolute_url() in page.content.decode(), dealing.code in text_of(page)) == (False, True)


def test_no_match_is_one_tap_and_the_broker_takes_it(browser, li_na, lin_yue, sun_centre):
    demand, _ = a_pair(li_na, lin_yue)
    page = reverse("demand-matches", args=[demand.pk])
    assert "无匹配，请专员帮忙" in text_of(browser(li_na).get(page))
    browser(li_na).post(reverse("demand-ask", args=[demand.pk]))
    assert "正在替这条需求找" in text_of(browser(li_na).get(page))
    case = Case.objects.get()
    desk = browser(sun_centre)
    assert [row.pk for row in desk.get(reverse("operator-cases")).context["page"]] == [case.pk]
    desk.post(reverse("case-move", args=[case.pk, "take"]))
    answer = desk.post(reverse("case-move", args=[case.pk, "close"]), {"reason": "none"})
    assert (answer.status_code, Case.objects.get().state) == (302, "closed")


def many(li_na, lin_yue, count):
    for _ in range(count):
        services.ask(demand=a_dealing(li_na, lin_yue).demand, actor=li_na)


def test_lists_cost_the_same_for_one_and_for_thirty(browser, li_na, lin_yue, sun_centre, chen_committee):
    people = (li_na, sun_centre, chen_committee)
    many(li_na, lin_yue, 1)
    one = [cost(browser(who), url) for who, url in zip(people, TWO, strict=True)]
    many(li_na, lin_yue, 29)
    assert [cost(browser(who), url) for who, url in zip(people, TWO, strict=True)] == one
    assert max(one) <= MOST


@pytest.mark.parametrize("state", ["proposed", "accepted", "agreeing", "running", "delivered", "done"])
def test_a_dealings_page_costs_a_dozen_at_most_however_much_is_written(browser, li_na, lin_yue, sun_centre, state):
    dealing = a_dealing(li_na, lin_yue, state)
    before = {who: cost(browser(who), dealing.get_absolute_url()) for who in (li_na, sun_centre)}
    Note.objects.bulk_create([Note(dealing=dealing, text="一行", made_by=li_na.user) for _ in range(50)])
    after = {who: cost(browser(who), dealing.get_absolute_url()) for who in (li_na, sun_centre)}
    assert after == before
    assert max(after.values()) <= MOST


def test_office_and_committee_read_the_matches_of_what_was_sent_in(browser, li_na, zhao_office, chen_committee):
    rows = [DemandFactory(organization=li_na.organization, state=state) for state in ("published", "draft")]
    for who in (zhao_office, chen_committee):
        found = [browser(who).get(reverse("demand-matches", args=[one.pk])).status_code for one in rows]
        assert found == [200, 404]
