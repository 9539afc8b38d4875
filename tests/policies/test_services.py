"""Writing, publishing and ending policies; who sees them; what a check finds; who is told."""

from datetime import date, timedelta
from decimal import Decimal

import pytest
from django.core.exceptions import PermissionDenied
from django.utils import timezone

from apps.accounts.actor import Actor
from apps.core import facts, lifecycle, outbox, rules
from apps.core.errors import Conflict, Defects, Stale
from apps.core.models import SearchDocument
from apps.notices.models import Notice
from apps.policies import clauses, services, tasks
from apps.policies.models import Guide, Policy, PolicyItem, Subscription
from apps.policies.questions import BY_SLUG, QUESTIONS
from tests.factories.enterprises import profile_of
from tests.factories.policies import TEXT, a_guide, a_policy, an_item

pytestmark = pytest.mark.django_db
STATES = ["draft", "published", "superseded", "expired"]
TODAY = date(2026, 11, 23)


def data(**values):
    return {"title": "新办法", "department": "fgc", "levers": ["fiscal"], **values}


# Texts and versions


def test_a_text_is_cut_into_its_clauses():
    text = "前言\n第一条　总则\n接着说\n第二条 条件：\n(一) 甲\n（二）乙"
    assert [(one.no, one.text, one.depth) for one in clauses.split(text)] == [
        ("第一条", "总则\n接着说", 0),
        ("第二条", "条件：", 0),
        ("第二条（一）", "甲", 1),
        ("第二条（二）", "乙", 1),
    ]


def test_words_change_in_versions_and_the_old_ones_stay(chen_committee):
    policy = services.create(data=data(), text=TEXT, actor=chen_committee)
    services.rewrite(policy=policy, text=TEXT, note="", actor=chen_committee)
    services.rewrite(policy=policy, text=TEXT + "\n第四条 施行。", note="加第四条", actor=chen_committee)
    assert [(row.number, row.note, len(row.clauses)) for row in policy.texts.all()] == [(2, "加第四条", 6), (1, "", 5)]


def test_a_published_text_is_not_changed_without_a_word(chen_committee):
    policy = a_policy()
    with pytest.raises(Defects, match="修改说明"):
        services.rewrite(policy=policy, text=TEXT + "\n第四条 施行。", note=" ", actor=chen_committee)
    assert policy.texts.count() == 1


def test_two_who_save_at_once_do_not_overwrite_each_other(chen_committee):
    policy = a_policy("draft")
    services.save(policy=policy, data=data(title="甲"), version=1, actor=chen_committee)
    with pytest.raises(Stale):
        services.save(policy=policy, data=data(title="乙"), version=1, actor=chen_committee)
    assert Policy.objects.get().title == "甲"


@pytest.mark.parametrize(
    ("change", "field"),
    [
        ({"title": ""}, "title"),
        ({"department": "moon"}, "department"),
        ({"levers": []}, "levers"),
        ({"levers": ["moon"]}, "levers"),
        ({"valid_from": date(2026, 2, 1), "valid_until": date(2026, 1, 1)}, "title"),
    ],
)
def test_what_is_refused(chen_committee, change, field):
    with pytest.raises(Defects) as refused:
        services.create(data=data(**change), text=TEXT, actor=chen_committee)
    assert [one.field for one in refused.value.defects] == [field]
    assert Policy.objects.count() == 0


def test_a_text_without_clauses_is_not_published(chen_committee):
    policy = a_policy("draft", text="一段没有分条的正文，写了不少字。")
    with pytest.raises(Defects, match="正文还没有分条"):
        lifecycle.move(policy, "publish", actor=chen_committee)
    assert Policy.objects.get().state == "draft"


# Moves


def test_publication_owes_a_guide_within_seven_working_days_and_ends_the_old_text(chen_committee, monkeypatch):
    monkeypatch.setattr("apps.policies.receivers.timezone.localdate", lambda: date(2026, 9, 28))
    old = a_policy(title="旧办法")
    new = a_policy("draft", title="新办法", replaces=old)
    lifecycle.move(new, "publish", actor=chen_committee)
    new.refresh_from_db()
    # 国庆 1—7 October 2026; Saturday 10 October is worked.
    assert (new.state, new.guide_due, new.guide_due_estimate) == ("published", date(2026, 10, 13), False)
    assert Policy.objects.get(pk=old.pk).state == "superseded"
    assert list(Policy.objects.without_guide()) == [new]
    a_guide(new)
    assert list(Policy.objects.without_guide()) == []


@pytest.mark.parametrize("state", STATES)
@pytest.mark.parametrize("name", ["publish", "supersede", "expire", "restore"])
def test_every_move_from_every_state(chen_committee, state, name):
    policy = a_policy(state)
    open_ = {"publish": {"draft"}, "supersede": {"published"}, "expire": {"published"}}
    if state in open_.get(name, {"superseded", "expired"}):
        assert lifecycle.move(policy, name, actor=chen_committee, note="依据").state != state
    else:
        with pytest.raises(Conflict):
            lifecycle.move(policy, name, actor=chen_committee, note="依据")
        assert Policy.objects.get().state == state


def test_what_has_run_out_ends_at_night_and_only_that(monkeypatch):
    today = timezone.localdate()
    over = a_policy(title="已到期", valid_until=today - timedelta(days=1))
    last = a_policy(title="今天到期", valid_until=today)
    tasks.expire()
    tasks.expire()
    states = dict(Policy.objects.values_list("pk", "state"))
    assert states == {over.pk: "expired", last.pk: "published"}


# Who sees what


def test_rules_and_queries_agree(personas):
    for state in STATES:
        policy = a_policy(state, title=state)
        an_item(policy)
        a_guide(policy)
    for name, actor in personas.items():
        for model in (Policy, PolicyItem, Guide):
            seen = set(model.objects.visible_to(actor))
            assert {row for row in model.objects.all() if rules.allowed(actor, "view", row)} == seen, (name, model)
    assert Policy.objects.visible_to(personas["li_na"]).count() == 3
    assert Policy.objects.visible_to(personas["chen_committee"]).count() == 4


def test_only_the_committee_writes(personas):
    policy = a_policy("draft")
    may = {name for name, actor in personas.items() if rules.allowed(actor, "edit", policy)}
    assert may == {"chen_committee", "machine"}
    with pytest.raises(PermissionDenied):
        services.create(data=data(), text=TEXT, actor=personas["sun_centre"])


def test_a_subscription_is_its_persons_own(li_na, wang_wei):
    row = services.subscribe(actor=li_na, lever="fiscal")
    assert services.subscribe(actor=li_na, lever="fiscal") == row
    assert list(Subscription.objects.visible_to(wang_wei)) == []
    with pytest.raises(PermissionDenied):
        services.unsubscribe(subscription=row, actor=wang_wei)
    with pytest.raises(PermissionDenied):
        services.subscribe(actor=Actor.anonymous())
    with pytest.raises(Defects):
        services.subscribe(actor=li_na, lever="moon")


def test_those_who_asked_are_told_once(li_na, zhou_lan, wang_wei, he_jun):
    services.subscribe(actor=li_na, lever="fiscal")
    services.subscribe(actor=li_na, department="fgc")
    services.subscribe(actor=wang_wei, department="fgc", lever="credit")
    services.subscribe(actor=zhou_lan)
    policy = a_policy(levers=["fiscal", "land"])
    assert (services.announce(policy), services.announce(policy)) == (2, 0)
    assert set(Notice.objects.values_list("user", "topic")) == {(li_na.user_id, "policy"), (zhou_lan.user_id, "policy")}


def test_a_publication_taken_back_tells_nobody(li_na, chen_committee):
    services.subscribe(actor=li_na)
    policy = a_policy("draft")
    lifecycle.move(policy, "publish", actor=chen_committee)
    lifecycle.undo(policy, actor=chen_committee)
    tasks.announce_policy({"policy": policy.pk})
    assert Notice.objects.count() == 0
    lifecycle.move(policy, "publish", actor=chen_committee)
    tasks.announce_policy({"policy": policy.pk})
    assert Notice.objects.count() == 1


def test_only_what_is_in_force_is_found_by_search(chen_committee):
    policy = a_policy(title="量子纠缠补助办法")
    outbox.drain()
    assert [row.title for row in SearchDocument.objects.filter(kind="policy")] == ["量子纠缠补助办法"]
    lifecycle.move(policy, "expire", actor=chen_committee, note="到期")
    outbox.drain()
    assert SearchDocument.objects.filter(kind="policy").count() == 0


def test_facts(db):
    an_item(a_policy())
    a_policy("draft", title="草稿")
    values = {name: facts.fact(f"policies.{name}").value for name in ("in_force", "items", "without_guide")}
    assert values == {"in_force": 1, "items": 1, "without_guide": 1}


# The check


def findings(answers, organization=None, on=TODAY):
    cleaned = services.vocabulary().clean(answers)
    items = PolicyItem.objects.valid_on(on).select_related("policy")
    return services.check(items=items, answers=cleaned, organization=organization, on=on)


def test_there_are_seven_questions_at_most_and_every_prefill_is_declared():
    assert len(QUESTIONS) == 7
    assert [one.fact for one in QUESTIONS if one.fact and one.fact not in facts.registry] == []
    assert not [slug for slug in BY_SLUG if "." in slug]  # a dot is a fact's


def test_nothing_said_and_nobody_known_is_never_met():
    an_item()
    found = findings({})
    assert [one.group for one in found.findings] == ["unknown"]
    assert found.findings[0].missing == ["单位类型", "校企合作协议"]


def test_what_the_platform_knows_is_filled_in_and_an_answer_goes_before_it(li_na):
    profile_of(li_na.organization, staff=260)
    an_item()
    found = findings({"agreements": 2, "investment": 60}, li_na.organization)
    assert [(a.question.slug, a.source) for a in found.answers if a.value is not None] == [
        ("sort", "platform"),
        ("agreements", "given"),
        ("investment", "given"),
    ]
    assert [(one.group, one.sum.value) for one in found.findings] == [("met", Decimal("30.00"))]
    assert found.total() == Decimal("30.00")
    other = findings({"sort": "institution", "agreements": 2}, li_na.organization)
    assert [one.group for one in other.findings] == ["unrelated"]


def test_one_step_away_is_said_so(li_na):
    an_item()
    found = findings({"agreements": 0}, li_na.organization)
    assert [(one.group, [part.clause for part in one.outcome.failing]) for one in found.findings] == [
        ("near", ["第二条（二）"])
    ]


def test_a_fact_of_the_profile_decides_and_a_blank_one_does_not(li_na):
    part = {"fact": "enterprises.training_spending", "op": ">=", "value": 10, "clause": "第三条"}
    an_item(criteria={"all": [part]}, amount={"percent": 30, "of": "enterprises.training_spending"})
    assert [one.group for one in findings({}, li_na.organization).findings] == ["unknown"]
    profile = profile_of(li_na.organization, training_spending=Decimal(80))
    assert [(one.group, one.sum.value) for one in findings({}, profile.organization).findings] == [
        ("met", Decimal("24.00"))
    ]


@pytest.mark.parametrize(
    ("state", "valid_from", "valid_until", "there"),
    [
        ("published", None, None, 1),
        ("published", TODAY, TODAY, 1),
        ("published", TODAY + timedelta(days=1), None, 0),
        ("published", None, TODAY - timedelta(days=1), 0),
        ("draft", None, None, 0),
        ("superseded", None, None, 0),
        ("expired", None, None, 0),
    ],
)
def test_only_items_of_texts_valid_on_the_day_are_judged(state, valid_from, valid_until, there):
    an_item(a_policy(state, valid_from=valid_from, valid_until=valid_until))
    assert len(findings({"sort": "enterprise", "agreements": 1}).findings) == there


@pytest.mark.parametrize(
    ("opens", "closes", "window"),
    [
        (None, None, "always"),
        (TODAY, TODAY, "open"),
        (TODAY + timedelta(days=1), None, "soon"),
        (None, TODAY - timedelta(days=1), "over"),
        (TODAY - timedelta(days=1), None, "open"),
    ],
)
def test_the_window(opens, closes, window):
    assert an_item(opens_on=opens, closes_on=closes).window(TODAY) == window
