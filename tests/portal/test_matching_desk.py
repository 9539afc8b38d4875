"""The operators' page of matching: starting, watching and calling off full runs, and its figures to the last digit."""

from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from apps.accounts.actor import Actor
from apps.core import jobs, outbox
from apps.core.models import Job, OutboxEvent
from apps.demands.models import Demand
from apps.matching import figures, services
from apps.matching.models import MatchRun, TextVector
from apps.matching.services import vectors
from apps.resources.models import Resource
from tests.factories.demands import DemandFactory
from tests.factories.matching import HERBS, a_demand, a_resource
from tests.factories.resources import ResourceFactory
from tests.portal.conftest import text_of
from tests.portal.test_costs import MOST, cost

pytestmark = pytest.mark.django_db
PAGE, START = reverse("operator-matching"), reverse("operator-matching-start")
FIGURES = reverse("operator-matching-figures")
HTMX = {"HTTP_HX_REQUEST": "true"}


def cancel(job):
    return reverse("operator-matching-cancel", args=[job.pk])


def a_job(**values) -> Job:
    """A full run as the table keeps it."""
    job = Job.objects.create(kind=services.FULL_RUN, key=values.pop("key", ""), **values)
    Job.objects.filter(pk=job.pk).update(created_at=values.get("started_at") or timezone.now())
    return job


def a_run(demand, **values) -> MatchRun:
    """A run with times and versions of our choice, beside the demand's real ones."""
    like = MatchRun.objects.last_of(demand) or services.match(demand=demand)
    return MatchRun.objects.create(demand=demand, weights=like.weights, scorer="s-1", **{"model": "lexical"} | values)


# -- before the first


def test_before_the_first_run_it_says_so_and_offers_the_next_step(browser, sun_centre):
    desk = browser(sun_centre)
    page, told = text_of(desk.get(PAGE)), text_of(desk.get(FIGURES))
    assert "还没有全部重算过" in page
    for words in ("还没有匹配过", "过去 24 小时没有算过", "近 7 天没有算过送审的需求"):
        assert words in told
    assert "没有任何推荐的需求" not in told


def test_figures_come_after_the_page_as_a_part_or_as_a_page_of_their_own(browser, chen_committee):
    desk = browser(chen_committee)
    assert f'hx-get="{FIGURES}" hx-trigger="load"' in desk.get(PAGE).content.decode()
    whole, part = (desk.get(FIGURES, **headers).content.decode() for headers in ({}, HTMX))
    assert ("<html" in whole, "<html" in part) == (True, False)
    assert 'id="texts-title"' in whole and 'id="texts-title"' in part


# -- starting, watching, calling off


def test_an_operator_starts_one_and_a_second_is_refused_in_words(browser, sun_centre, zhao_office):
    first = browser(sun_centre).post(START, follow=True)
    assert first.redirect_chain == [(PAGE, 302)]
    page = text_of(first)
    assert "全部重算已排上" in page and "全部重算在排队" in page and sun_centre.user.name in page
    second = text_of(browser(zhao_office).post(START, follow=True))
    assert "已有一次全部重算在排队或进行" in second and START not in first.content.decode()
    assert Job.objects.count() == 1


def test_progress_comes_as_a_fragment_and_the_page_is_drawn_anew_at_the_end(browser, sun_centre):
    services.start_full_run(actor=Actor.system())
    taken = jobs.take(str(Job.objects.get().pk))
    jobs.progress(taken, 3, 8, kept=40)
    desk = browser(sun_centre)
    whole, part = desk.get(PAGE), desk.get(PAGE, **HTMX)
    for answer in (whole, part):
        source = answer.content.decode()
        assert 'hx-trigger="load delay:2s"' in source and cancel(taken) in source
        assert '<progress class="ds-bar" value="3" max="8"' in source
        assert "3 / 8 条需求（37%），已存下 40 条推荐" in text_of(answer)
    assert "<html" in whole.content.decode() and "<html" not in part.content.decode()
    assert "HX-Refresh" not in part.headers
    jobs.finish(taken, demands=8, suggestions=40)
    over = desk.get(PAGE, **HTMX)
    assert over.headers["HX-Refresh"] == "true" and "hx-get" not in over.content.decode()


def test_the_machines_own_is_called_off_by_an_operator(browser, zhao_office):
    job = services.start_full_run(actor=Actor.system())
    desk = browser(zhao_office)
    assert "每晚自动" in text_of(desk.get(PAGE))
    answer = desk.post(cancel(job), follow=True)
    job.refresh_from_db()
    assert job.status == Job.CANCELLED and "已取消；已经存下的推荐留着" in text_of(answer)
    assert "这次重算已经结束" in text_of(desk.post(cancel(job), follow=True))


def test_one_that_works_is_shown_stopping_until_it_has_stopped(browser, sun_centre):
    taken = jobs.take(str(services.start_full_run(actor=sun_centre).pk))
    desk = browser(sun_centre)
    page = desk.post(cancel(taken), follow=True)
    assert "已要求停止，做完手上这一条就停" in text_of(page)
    assert "正在停下来" in text_of(page) and cancel(taken) not in page.content.decode()
    assert Job.objects.get().status == Job.RUNNING


def test_one_that_fell_silent_is_said_to_be(browser, sun_centre):
    jobs.take(str(services.start_full_run(actor=sun_centre).pk))
    assert "没有报告进展" not in text_of(browser(sun_centre).get(PAGE))
    Job.objects.update(seen_at=timezone.now() - timedelta(minutes=3))
    assert "没有报告进展" in text_of(browser(sun_centre).get(PAGE))


def test_a_job_of_another_kind_is_no_full_run(browser, sun_centre, li_na):
    other = jobs.start("import", actor=li_na)
    assert browser(sun_centre).post(cancel(other)).status_code == 404
    other.refresh_from_db()
    assert other.cancel_asked_at is None


def test_the_committee_reads_and_touches_nothing(browser, chen_committee):
    job = services.start_full_run(actor=Actor.system())
    desk = browser(chen_committee)
    source = desk.get(PAGE).content.decode()
    assert START not in source and cancel(job) not in source and "全部重算在排队" in source
    assert [desk.post(url).status_code for url in (START, cancel(job))] == [403, 403]


@pytest.mark.parametrize("who", ["li_na", "lin_yue", "safe_gao"])
def test_others_find_it_closed(browser, who, request):
    job = services.start_full_run(actor=Actor.system())
    client = browser(request.getfixturevalue(who))
    answers = [client.get(PAGE), client.get(FIGURES), client.post(START), client.post(cancel(job))]
    assert [answer.status_code for answer in answers] == [403, 403, 403, 403]
    job.refresh_from_db()
    assert job.cancel_asked_at is None


def test_buttons_are_posts(browser, sun_centre):
    job = services.start_full_run(actor=sun_centre)
    for url in (START, cancel(job)):
        page = browser(sun_centre).get(url)
        assert (page.status_code, page["Allow"]) == (405, "POST")
        assert "这个地址不能直接打开" in page.content.decode()


# -- figures


def test_full_runs_are_told_with_their_speed(sun_centre, browser):
    began = timezone.now() - timedelta(hours=2)
    a_job(
        status=Job.DONE,
        user_id=sun_centre.user_id,
        done=50,
        total=50,
        counts={"kept": 400},
        started_at=began,
        ended_at=began + timedelta(seconds=20),
    )
    (run,) = figures.full_runs()
    assert (run.who, run.demands, run.suggestions, run.took, run.per_second) == (
        sun_centre.user.name,
        50,
        400,
        timedelta(seconds=20),
        2.5,
    )
    page = text_of(browser(sun_centre).get(PAGE))
    assert "已完成" in page and "50 条" in page and "400 条" in page and "20 秒" in page and "2.5 条" in page


def test_the_last_ten_only(browser, sun_centre):
    for _ in range(12):
        a_job(status=Job.DONE, ended_at=timezone.now())
    assert len(figures.full_runs()) == 10


def test_texts_are_counted_under_the_model_of_the_last_run_by_meaning(li_na, lin_yue, wang_wei, words):
    read = a_resource(lin_yue)
    unread = a_resource(wang_wei, title="中药材种植实训室", text=HERBS)
    a_resource(lin_yue, title="还没有发布的", public=False)
    demand = a_demand(li_na)
    a_run(demand, model="m-2", started_at=timezone.now() - timedelta(minutes=5))
    a_run(demand, model="m-1", started_at=timezone.now() - timedelta(hours=5))
    a_run(demand, model="lexical")
    last = figures.last_run()
    assert (last.model, last.scorer, last.meaning, last.is_lexical) == ("lexical", "s-1", "m-2", True)
    key = vectors.key_of("m-2")
    rows = [(key, "passage", read), (key, "query", unread), (vectors.key_of("m-1"), "passage", unread)]
    for model, role, listing in [*rows, (key, "query", demand)]:
        TextVector.objects.create(model=model, role=role, text_hash=listing.text_hash, vector=b"")
    assert figures.resources_read("m-2") == figures.Texts(2, 1)
    assert figures.demands_read("m-2", timezone.localdate()).texts == figures.Texts(1, 1)
    assert figures.demands_read("m-1", timezone.localdate()).texts == figures.Texts(1, 0)


def test_suggestions_are_counted_for_open_demands_that_were_run(browser, sun_centre, li_na, lin_yue, he_jun, words):
    a_resource(lin_yue)
    fits, bare = a_demand(li_na), a_demand(he_jun, title="中药材烘干", text=HERBS)
    a_demand(he_jun, title="过期的", valid_until=timezone.localdate())
    Demand.objects.filter(title="过期的").update(valid_until=timezone.localdate() - timedelta(days=1))
    a_demand(he_jun, title="还没有算过的")
    for demand in (fits, bare):
        services.match(demand=demand)
    bare.matches.update(retired_at=timezone.now())
    found = figures.demands_read("", timezone.localdate())
    assert (found.texts.total, found.suggestions, found.bare, found.unread, found.per_demand) == (3, 1, 1, 1, 0.5)
    assert [demand.pk for demand in figures.bare_demands(timezone.localdate())] == [bare.pk]
    answer = browser(sun_centre).get(FIGURES)
    assert reverse("demand-matches", args=[bare.pk]) in answer.content.decode()
    assert reverse("demand-matches", args=[fits.pk]) not in answer.content.decode()
    assert "1 条还没有算过" in text_of(answer)


def test_speed_is_told_by_cause_and_for_all(browser, sun_centre, li_na, words):
    demand = a_demand(li_na)
    a_run(demand, trigger="submit", took_ms=9_999, started_at=timezone.now() - timedelta(hours=25))
    MatchRun.objects.exclude(scorer="s-1").delete()
    for took in (10, 20, 30):
        a_run(demand, trigger="submit", took_ms=took)
    for took in (100, 200):
        a_run(demand, trigger="nightly", took_ms=took, model="m-1")
    submit, nightly = figures.Speed("submit", 3, 3, 20, 29), figures.Speed("nightly", 2, 0, 150, 195)
    assert figures.speeds(timezone.now()) == ([submit, nightly], figures.Speed(None, 5, 3, 30, 180))
    page = text_of(browser(sun_centre).get(FIGURES))
    assert "送审 3 次 3 次 20 毫秒 29 毫秒" in page and "合计 5 次 3 次 30 毫秒 180 毫秒" in page


def test_waiting_is_from_sending_in_to_the_end_of_the_first_run_after_it(li_na, words):
    now = timezone.now()
    for number, seconds in enumerate((2, 4)):
        demand = a_demand(li_na, title=f"第 {number} 条密封件需求")
        like = services.match(demand=demand)
        sent = now - timedelta(days=1)
        Demand.objects.filter(pk=demand.pk).update(submitted_at=sent)
        MatchRun.objects.filter(pk=like.pk).update(started_at=sent - timedelta(hours=1))  # of its earlier text
        a_run(demand, started_at=sent + timedelta(seconds=seconds), took_ms=500)
        a_run(demand, started_at=sent + timedelta(hours=3), took_ms=500)
    a_demand(li_na, title="还等着的")
    old = a_demand(li_na, title="八天前的")
    Demand.objects.filter(pk=old.pk).update(submitted_at=now - timedelta(days=8))
    found = figures.waits(now)
    assert (found.answered, found.waiting) == (2, 1)
    assert (found.median, found.p95) == (timedelta(seconds=3.5), timedelta(seconds=4.4))


def test_what_is_owed_is_told_by_topic_with_its_age(browser, sun_centre, li_na, words):
    for number in range(3):
        a_demand(li_na, title=f"第 {number} 条")
    now = timezone.now()
    oldest, second, gone = OutboxEvent.objects.filter(topic="match_demand").order_by("pk")
    OutboxEvent.objects.filter(pk=oldest.pk).update(created_at=now - timedelta(minutes=7))
    OutboxEvent.objects.filter(pk=gone.pk).update(failed_at=now, created_at=now - timedelta(days=3))
    found = {queue.topic: (queue.waiting, queue.failed) for queue in figures.queues()}
    nothing = (0, 0)
    assert found == {
        "match_demand": (2, 1),
        "rematch_demand": nothing,
        "match_resource": nothing,
        "match_all": nothing,
    }
    page = text_of(browser(sun_centre).get(FIGURES))
    assert "需求匹配 2 件 7 分 1 件" in page and "请系统管理员运行 doctor" in page
    OutboxEvent.objects.filter(pk__in=[oldest.pk, second.pk]).update(done_at=now)
    assert figures.queues()[0] == figures.Queue("match_demand", 0, None, 1)


def test_every_topic_of_matching_is_watched():
    assert {topic for topic in outbox.topics if "match" in topic} == set(figures.TOPICS)


def test_a_model_that_is_not_there_yet_is_said_calmly(browser, sun_centre, li_na, settings, words):
    services.match(demand=a_demand(li_na))
    desk = browser(sun_centre)
    assert "本平台设定为只按词匹配" in text_of(desk.get(FIGURES))
    settings.EMBEDDER = "e5-small"
    assert "模型还没有用上，先按词匹配" in text_of(desk.get(FIGURES))
    MatchRun.objects.update(model="e5-small-0123-rows-v1")
    assert "随平台安装的 e5-small e5-small-0123-rows-v1" in text_of(desk.get(FIGURES))


def test_it_costs_the_same_for_one_and_for_fifty(browser, sun_centre, li_na, words):
    desk = browser(sun_centre)
    demand = a_demand(li_na)
    services.match(demand=demand)
    a_job(status=Job.DONE, user_id=sun_centre.user_id, started_at=timezone.now(), ended_at=timezone.now())
    one = costs(desk)
    DemandFactory.create_batch(49, state="submitted", last_match_at=timezone.now(), submitted_at=timezone.now())
    ResourceFactory.create_batch(49, state="published")
    for number in range(49):
        a_run(demand, trigger=("submit", "publish", "nightly")[number % 3])
        a_job(status=Job.DONE, user_id=li_na.user_id, started_at=timezone.now(), ended_at=timezone.now())
    assert (Demand.objects.count(), Resource.objects.count()) == (50, 49)
    assert costs(desk) == one == (5, 11, 4)
    assert max(one) <= MOST


def costs(desk) -> tuple[int, int, int]:
    """The page, its figures, and what is asked for every two seconds while a full run is open."""
    desk.get(PAGE, **HTMX)
    with CaptureQueriesContext(connection) as captured:
        desk.get(PAGE, **HTMX)
    return cost(desk, PAGE), cost(desk, FIGURES), len(captured)
