"""Verbs of surveys: draft, ask, answer, count, and hand an answer on as a demand."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

from django.db import transaction
from django.db.models import Max
from django.utils import timezone

from apps.accounts.actor import Actor
from apps.accounts.models import Organization
from apps.alliances import asking
from apps.alliances.models import Alliance
from apps.alliances.models.survey import Answer, Question, Reply, Survey
from apps.core import journal, rules, tabular
from apps.core.errors import Conflict, Defect, Defects
from apps.notices import topics
from apps.notices.services import tell

TOPIC = topics.add(topics.Topic("surveys", "需求调研", icon="list-check"))
MOST_QUESTIONS, MOST_OPTIONS = 40, 20


@dataclass(frozen=True)
class Sheet:
    """What stands above the questions."""

    title: str
    opens: date
    closes: date
    text: str = ""
    alliance: Alliance | None = None


@transaction.atomic
def draft(sheet: Sheet, *, actor: Actor, survey: Survey | None = None) -> Survey:
    """A new survey, or a draft changed. Raises PermissionDenied and Defects."""
    rules.require(actor, "create" if survey is None else "edit", survey or Survey)
    _require_sound(sheet, actor)
    row = survey or Survey(organization=actor.organization, created_by=actor.user)
    for name in ("title", "text", "opens", "closes", "alliance"):
        setattr(row, name, getattr(sheet, name))
    row.save()
    journal.write(actor, "edit" if survey else "create", row)
    return row


def _require_sound(sheet: Sheet, actor: Actor) -> None:
    found = []
    if not sheet.title.strip():
        found.append(Defect("title", "请写调研名称", "例如 2027 年人才需求调研"))
    if sheet.closes < sheet.opens:
        found.append(Defect("closes", "截止日期早于开始日期", "请核对"))
    if sheet.alliance is not None and sheet.alliance.organization_id != actor.organization_id:
        found.append(Defect("alliance", "只能发给本单位任秘书处的联盟", "请另选"))
    if found:
        raise Defects(found)


@transaction.atomic
def add_question(
    survey: Survey, *, sort: str, text: str, options: Sequence[str], required: bool, actor: Actor
) -> Question:
    """One more question at the end. Raises PermissionDenied and Defects."""
    rules.require(actor, "edit", survey)
    kept = list(dict.fromkeys(one.strip()[:80] for one in options if one.strip()))
    found = []
    if sort not in asking.SORTS:
        found.append(Defect("sort", "没有这个题型", "请从列表里选"))
    elif asking.SORTS[sort].has_options and not 2 <= len(kept) <= MOST_OPTIONS:
        found.append(Defect("options", f"选项应有 2 到 {MOST_OPTIONS} 个，一行一个", "请补上"))
    if not text.strip():
        found.append(Defect("text", "请写题目", "一句话，问一件事"))
    if survey.questions.count() >= MOST_QUESTIONS:
        found.append(Defect("text", f"最多 {MOST_QUESTIONS} 题", "题目少，答的人才多"))
    if found:
        raise Defects(found)
    last = survey.questions.aggregate(last=Max("order"))["last"] or 0
    options = kept if asking.SORTS[sort].has_options else []
    return Question.objects.create(
        survey=survey, order=last + 1, sort=sort, text=text.strip()[:200], options=options, required=required
    )


@transaction.atomic
def drop_question(survey: Survey, number: int, *, actor: Actor) -> None:
    rules.require(actor, "edit", survey)
    survey.questions.filter(pk=number).delete()


def require_askable(survey: Survey) -> None:
    """Raises Conflict for a survey without a question."""
    if not survey.questions.exists():
        raise Conflict("还没有题目，先加上再发布")


def invite(survey: Survey, actor: Actor) -> None:
    """Those who are asked hear of it."""
    asked = Organization.objects.public()
    if survey.alliance_id is not None:
        asked = asked.filter(pk__in=survey.alliance.seats.approved().values("organization"))
    text = f"{survey.organization} 发来调研「{survey.title}」，{survey.closes.month}月{survey.closes.day}日前答复"
    tell(list(asked), about=survey, text=text, topic=TOPIC.slug, url=survey.get_absolute_url(), besides=actor)


@transaction.atomic
def answer(survey: Survey, sent: Mapping[int, Sequence[str]], *, actor: Actor, today: date) -> Answer:
    """The organization's answer, new or changed. Raises PermissionDenied, Conflict and Defects."""
    rules.require(actor, "answer", survey)
    survey = Survey.objects.select_for_update(of=("self",)).get(pk=survey.pk)
    if not survey.is_taking(today):
        raise Conflict(f"调研在 {survey.opens} 至 {survey.closes} 之间收答卷，现在不收")
    replies = _judged(survey, sent)
    row, new = Answer.objects.get_or_create(
        survey=survey, organization=actor.organization, defaults={"user": actor.user}
    )
    row.user = actor.user
    row.save()
    row.replies.all().delete()
    Reply.objects.bulk_create(Reply(answer=row, question=question, **kept) for question, kept in replies)
    journal.write(actor, "answer" if new else "change", row)
    return row


def _judged(survey: Survey, sent: Mapping[int, Sequence[str]]) -> list[tuple[Question, dict[str, Any]]]:
    found, defects = [], []
    for question in survey.questions.all():
        try:
            kept = question.sort_row.take([one for one in sent.get(question.pk, ()) if one.strip()], question.options)
        except asking.Unfit as unfit:
            defects.append(Defect(f"q{question.pk}", f"“{question.text[:20]}”{unfit}"))
            continue
        if asking.is_empty(kept):
            if question.required:
                defects.append(Defect(f"q{question.pk}", f"“{question.text[:20]}”必答", "请填写"))
            continue
        found.append((question, kept))
    if defects:
        raise Defects(defects)
    return found


@dataclass(frozen=True)
class Result:
    """One question with how often each option was chosen, or with the answers as written."""

    question: Question
    answered: int
    counts: list[tuple[str, int]]
    said: list[tuple[str, str]]
    mean: float | None = None


def results(survey: Survey) -> list[Result]:
    """Every question counted; three queries however many answers."""
    replies: dict[int, list[Reply]] = {}
    for reply in Reply.objects.filter(answer__survey=survey).select_related("answer__organization", "question"):
        replies.setdefault(reply.question_id, []).append(reply)
    return [_result(question, replies.get(question.pk, [])) for question in survey.questions.all()]


def _result(question: Question, replies: list[Reply]) -> Result:
    counts = asking.tally((one.kept for one in replies), question.options) if question.sort_row.is_counted else []
    said = [] if counts else [(one.answer.organization.name, one.shown) for one in replies]
    numbers = [float(one.number) for one in replies if one.number is not None]
    result = Result(question, len(replies), counts, said)
    return replace(result, mean=round(sum(numbers) / len(numbers), 2)) if numbers else result


@transaction.atomic
def sheet(survey: Survey, *, actor: Actor) -> bytes:
    """Every answer on a row, every question in a column. Raises PermissionDenied."""
    rules.require(actor, "results", survey)
    questions = list(survey.questions.all())
    rows = survey.answers.select_related("organization").prefetch_related("replies__question").order_by("pk")
    columns = [
        tabular.ExportColumn(title) for title in ("单位", "修改日期", *(one.text for one in questions), "转成的需求")
    ]
    journal.write(actor, "export", survey)
    cells = (_cells(row, questions) for row in rows)
    return tabular.export(columns, cells, f"调研：{survey.title}", name="答卷")


def _cells(row: Answer, questions: list[Question]) -> list[Any]:
    said = {one.question_id: one.shown for one in row.replies.all()}
    return [
        row.organization.name,
        timezone.localdate(row.updated_at),
        *(said.get(one.pk, "") for one in questions),
        row.demand_code,
    ]


def words_of(row: Answer) -> str:
    """What the answer says in prose, for the reader of demands: written words first, else every reply."""
    replies = list(row.replies.select_related("question").order_by("question__order"))
    prose = [one.text for one in replies if one.question.sort_row.is_prose and one.text]
    rest = [f"{one.question.text}：{one.shown}" for one in replies if not one.question.sort_row.is_prose]
    return "\n".join([*prose, *rest])[:2000]


@transaction.atomic
def note_demand(row: Answer, *, demand_id: int, demand_code: str, actor: Actor) -> None:
    """The floor of demands says what became of an answer. Raises PermissionDenied."""
    rules.require(actor, "draft", row)
    Answer.objects.filter(pk=row.pk).update(demand_id=demand_id, demand_code=demand_code)
    journal.write(actor, "demand", row, after={"demand": demand_code})


@transaction.atomic
def ask_for_demand(row: Answer, *, actor: Actor) -> None:
    """The asker asks the organization to make a demand of what it answered. Raises PermissionDenied, Conflict."""
    rules.require(actor, "ask", row)
    if row.demand_id:
        raise Conflict(f"对方已转成需求 {row.demand_code}")
    text = f"您单位在「{row.survey.title}」里写的，请点一下转成需求，平台帮您找能接的高校"
    tell([row.organization], about=row, text=text, topic=TOPIC.slug, url=row.get_absolute_url(), key="demand")
    journal.write(actor, "ask", row)
