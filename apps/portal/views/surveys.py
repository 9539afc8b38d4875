"""Surveys: what I am asked, answering, building one, its results, and an answer that becomes a demand."""

from typing import Any

from django.contrib import messages
from django.core.paginator import Paginator
from django.db.models import Count
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from apps.alliances.models.survey import Answer, Survey
from apps.alliances.services import surveying
from apps.core import lifecycle, rules
from apps.core.errors import Conflict, Defects
from apps.demands.models import Demand
from apps.portal import buttons, drafts
from apps.portal.charts import Cell, Chart
from apps.portal.files import attachment
from apps.portal.reading import draft_of
from apps.portal.surveying import AnswerForm, QuestionForm, SheetForm
from apps.portal.views.base import Action
from apps.portal.views.desk import DeskPage

PER_PAGE = 20


class Surveys(DeskPage):
    """Those I am asked, and those my organization asks."""

    template_name = "portal/surveys/list.html"

    def get_context_data(self, **kwargs):
        rows = Survey.objects.visible_to(self.actor).select_related("organization", "alliance")
        page = Paginator(rows.annotate(n=Count("answers")).order_by("-created_at", "-pk"), PER_PAGE).get_page(
            self.request.GET.get("page")
        )
        answered = set(Answer.objects.of(self.actor).values_list("survey_id", flat=True))
        for row in page:
            row.is_answered, row.taking = row.pk in answered, row.is_taking(timezone.localdate())
            row.is_mine = row.organization_id == self.actor.organization_id
        return super().get_context_data(**kwargs) | {
            "page": page,
            "total": page.paginator.count,
            "may_create": rules.allowed(self.actor, "create", Survey),
        }


def said_beside(form, refused: Defects) -> None:
    for defect in refused.defects:
        form.add_error(defect.field if defect.field in form.fields else None, defect.sentence)


class SurveyNew(DeskPage):
    template_name = "portal/surveys/form.html"

    def get_context_data(self, **kwargs):
        return super().get_context_data(**kwargs) | {"form": kwargs.get("form") or SheetForm(self.actor)}

    def asks_a_form(self) -> bool:
        return True

    def post(self, request: HttpRequest, **kwargs) -> HttpResponse:
        form = SheetForm(self.actor, request.POST)
        if form.is_valid():
            try:
                row = surveying.draft(surveying.Sheet(**form.cleaned_data), actor=self.actor)
            except Defects as refused:
                said_beside(form, refused)
            else:
                messages.success(request, _("草稿已建，接着加题目。"))
                return HttpResponseRedirect(reverse("survey-edit", args=[row.pk]))
        return self.render_to_response(self.get_context_data(form=form), status=422)


class OneSurvey(DeskPage):
    def get_subject(self) -> Survey:
        rows = Survey.objects.visible_to(self.actor).select_related("organization", "alliance")
        return get_object_or_404(rows, pk=self.kwargs["pk"])


class SurveyPage(OneSurvey):
    """The questions, and the organization's answer to them."""

    template_name = "portal/surveys/survey.html"

    def asks_a_form(self) -> bool:
        return True

    def answer(self) -> Answer | None:
        rows = Answer.objects.of(self.actor).filter(survey=self.subject)
        return rows.prefetch_related("replies__question").first()

    def get_context_data(self, **kwargs):
        survey, actor, answer = self.subject, self.actor, self.answer()
        taking = survey.is_taking(timezone.localdate())
        return super().get_context_data(**kwargs) | {
            "survey": survey,
            "answer": answer,
            "form": kwargs.get("form") or AnswerForm(survey, answer=answer),
            "taking": taking,
            "may_answer": taking and rules.allowed(actor, "answer", survey),
            "may_see": rules.allowed(actor, "results", survey),
            "may_draft": bool(answer) and rules.allowed(actor, "draft", answer) and may_post(actor),
            "buttons": buttons.of(survey, actor),
            "may_edit": rules.allowed(actor, "edit", survey),
        }

    def post(self, request: HttpRequest, **kwargs) -> HttpResponse:
        form = AnswerForm(self.subject, request.POST)
        try:
            surveying.answer(self.subject, form.sent(), actor=self.actor, today=timezone.localdate())
        except Defects as refused:
            form.is_valid()
            said_beside(form, refused)
            return self.render_to_response(self.get_context_data(form=form), status=422)
        messages.success(request, _("已答复，谢谢。截止前还可以改。"))
        return HttpResponseRedirect(self.subject.get_absolute_url())


def may_post(actor) -> bool:
    return rules.allowed(actor, "create", Demand)


class SurveyEdit(OneSurvey):
    """The builder: the sheet, the questions so far, and one more."""

    template_name = "portal/surveys/edit.html"

    def asks_a_form(self) -> bool:
        return True

    def get_context_data(self, **kwargs):
        survey = self.subject
        return super().get_context_data(**kwargs) | {
            "survey": survey,
            "questions": survey.questions.all(),
            "sheet": kwargs.get("sheet") or SheetForm(self.actor, survey=survey),
            "form": kwargs.get("form") or QuestionForm(),
            "buttons": buttons.of(survey, self.actor),
        }

    def post(self, request: HttpRequest, **kwargs) -> HttpResponse:
        save = self.save_sheet if "sheet" in request.POST else self.save_question
        if refused := save(request.POST):
            return self.render_to_response(self.get_context_data(**refused), status=422)
        return HttpResponseRedirect(request.path)

    def save_sheet(self, data) -> dict[str, Any]:
        form = SheetForm(self.actor, data, survey=self.subject)
        if form.is_valid():
            try:
                surveying.draft(surveying.Sheet(**form.cleaned_data), actor=self.actor, survey=self.subject)
            except Defects as refused:
                said_beside(form, refused)
        return {"sheet": form} if form.errors else {}

    def save_question(self, data) -> dict[str, Any]:
        form = QuestionForm(data)
        if form.is_valid():
            given = {**form.cleaned_data, "options": form.cleaned_data["options"].splitlines()}
            try:
                surveying.add_question(self.subject, **given, actor=self.actor)
            except Defects as refused:
                said_beside(form, refused)
        return {"form": form} if form.errors else {}


class QuestionDrop(OneSurvey):
    http_method_names = ["post"]

    def post(self, request: HttpRequest, **kwargs) -> HttpResponse:
        surveying.drop_question(self.subject, kwargs["number"], actor=self.actor)
        return HttpResponseRedirect(reverse("survey-edit", args=[self.subject.pk]))


class SurveyMove(OneSurvey):
    template_name = "portal/generic/confirm.html"

    def get_context_data(self, **kwargs):
        return super().get_context_data(**kwargs) | {"move": self.subject.lifecycle.by_name[self.kwargs["move"]]}

    def post(self, request: HttpRequest, **kwargs) -> HttpResponse:
        lifecycle.move(self.subject, kwargs["move"], actor=self.actor)
        messages.success(request, self.subject.state_now.label)
        return HttpResponseRedirect(self.subject.get_absolute_url())


class SurveyResults(OneSurvey):
    """For the one who asked: counts as bars and tables, words as written, and each answer's way to a demand."""

    template_name = "portal/surveys/results.html"

    def get_context_data(self, **kwargs):
        survey = self.subject
        found = surveying.results(survey)
        answers = survey.answers.select_related("organization")
        return super().get_context_data(**kwargs) | {
            "survey": survey,
            "answers": answers,
            "results": [(one, note_of(one), chart_of(one)) for one in found],
        }


def note_of(result: surveying.Result) -> str:
    """What sort of question it was, and how many answered it."""
    return f"{result.question.sort_row.label} · {result.answered} 家答了"


def chart_of(result: surveying.Result) -> Chart | None:
    """The same numbers as bars and as a table."""
    if not result.counts:
        return None
    whole = result.answered or 1
    return Chart(
        slug=f"q{result.question.pk}",
        title=result.question.text,
        note=note_of(result),
        heads=("选项", "家数", "占比"),
        rows=[(Cell(label), Cell(str(count)), Cell(f"{100 * count / whole:.0f}%")) for label, count in result.counts],
        drawing={
            "kind": "bars",
            "labels": [label for label, _count in result.counts],
            "values": [count for _label, count in result.counts],
            "notes": [str(count) for _label, count in result.counts],
        },
    )


class SurveyExport(OneSurvey):
    http_method_names = ["get"]

    def get(self, request: HttpRequest, **kwargs) -> HttpResponse:
        content = surveying.sheet(self.subject, actor=self.actor)
        return attachment(f"调研-{self.subject.pk}-{timezone.localdate():%Y%m%d}.xlsx", content)


class OneAnswer(Action):
    def get_subject(self) -> Answer:
        rows = Answer.objects.visible_to(self.actor).select_related("survey__organization", "organization")
        return get_object_or_404(rows, pk=self.kwargs["pk"])


class AnswerDemand(OneAnswer):
    """One tap: the answer's words become a draft, read as a pasted paragraph is."""

    def post(self, request: HttpRequest, **kwargs) -> HttpResponse:
        words = surveying.words_of(self.subject)
        if not words.strip():
            raise Conflict("这份答卷没有写字，转不成需求；请直接发布需求")
        draft = draft_of(words)
        draft.origin = {"answer": self.subject.pk, "words": str(self.subject.survey)}
        drafts.save(request, drafts.key_of("demand"), draft)
        return HttpResponseRedirect(reverse("demand-new"))


class AnswerAsk(OneAnswer):
    """The asker's tap: the organization is asked to make a demand of it."""

    def post(self, request: HttpRequest, **kwargs) -> HttpResponse:
        surveying.ask_for_demand(self.subject, actor=self.actor)
        messages.success(request, _("已请对方转成需求。"))
        return HttpResponseRedirect(reverse("survey-results", args=[self.subject.survey_id]))


def note_origin(origin: dict[str, Any], demand: Demand, actor) -> None:
    """A demand that came of an answer is written down with it; an answer that is gone is no obstacle."""
    answer = Answer.objects.of(actor).filter(pk=origin.get("answer")).first()
    if answer is not None and rules.allowed(actor, "draft", answer):
        surveying.note_demand(answer, demand_id=demand.pk, demand_code=demand.code, actor=actor)
