"""Forms of surveys: the sheet above the questions, one question, and the answer drawn from the questions."""

from datetime import timedelta
from typing import Any

from django import forms
from django.utils import timezone

from apps.alliances.asking import LONGEST, SORTS, STEPS
from apps.alliances.models import Alliance
from apps.alliances.models.survey import Answer, Question, Survey

DAY = {"type": "date"}
TERM = timedelta(days=14)


def day_field(label: str) -> forms.DateField:
    return forms.DateField(label=label, widget=forms.DateInput(format="%Y-%m-%d", attrs=DAY))


class SheetForm(forms.Form):
    title = forms.CharField(label="调研名称", max_length=80, help_text="例如 2027 年技术与人才需求调研")
    text = forms.CharField(
        label="说明",
        required=False,
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text="为什么问、答了有什么用、谁看得到",
    )
    alliance = forms.ModelChoiceField(label="发给", queryset=Alliance.objects.none(), required=False)
    opens = day_field("开始日期")
    closes = day_field("截止日期")

    def __init__(self, actor, *args: Any, survey: Survey | None = None, **options: Any) -> None:
        today = timezone.localdate()
        known = (
            {name: getattr(survey, name) for name in ("title", "text", "alliance", "opens", "closes")} if survey else {}
        )
        super().__init__(*args, initial={"opens": today, "closes": today + TERM, **known}, **options)
        self.fields["alliance"].queryset = Alliance.objects.owned_by(actor).published()
        self.fields["alliance"].empty_label = "登录的所有单位" if actor.is_staff_side else "请选择本单位的联盟"


class QuestionForm(forms.Form):
    sort = forms.ChoiceField(label="题型", choices=[(one.slug, one.label) for one in SORTS.values()])
    text = forms.CharField(label="题目", max_length=200)
    options = forms.CharField(
        label="选项",
        required=False,
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 4}),
        help_text="单选、多选才填，一行一个",
    )
    required = forms.BooleanField(label="必答", required=False)


def _options(question: Question) -> list[tuple[str, str]]:
    return [(str(place), label) for place, label in enumerate(question.options)]


# One control per sort; judging is the service's business.
CONTROLS = {
    "radio": lambda one: forms.ChoiceField(choices=_options(one), widget=forms.RadioSelect),
    "checks": lambda one: forms.MultipleChoiceField(choices=_options(one), widget=forms.CheckboxSelectMultiple),
    "prose": lambda one: forms.CharField(max_length=LONGEST, widget=forms.Textarea(attrs={"rows": 3})),
    "number": lambda one: forms.CharField(max_length=30, widget=forms.TextInput(attrs={"inputmode": "decimal"})),
    "scale": lambda one: forms.ChoiceField(
        choices=[(str(step), f"{step} 分") for step in STEPS], widget=forms.RadioSelect
    ),
}


class AnswerForm(forms.Form):
    """The questions of one survey, filled with what the organization said before."""

    def __init__(self, survey: Survey, data: Any = None, *, answer: Answer | None = None) -> None:
        self.questions = list(survey.questions.all())
        said = {one.question_id: one for one in answer.replies.all()} if answer else {}
        initial = {f"q{pk}": _initial(reply) for pk, reply in said.items()}
        super().__init__(data, initial=initial)
        for number, question in enumerate(self.questions, start=1):
            field = CONTROLS[question.sort_row.control](question)
            field.label, field.required, field.must = f"{number}. {question.text}", False, question.required
            self.fields[f"q{question.pk}"] = field

    def sent(self) -> dict[int, list[str]]:
        return {question.pk: self.data.getlist(f"q{question.pk}") for question in self.questions}


def _initial(reply) -> Any:
    if reply.picks:
        return [str(one) for one in reply.picks] if len(reply.picks) > 1 else str(reply.picks[0])
    return reply.text or ("" if reply.number is None else f"{reply.number.normalize():f}")
