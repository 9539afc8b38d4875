"""What is written down in a dealing, as forms; each saves through its service and says where its defects belong."""

from datetime import timedelta
from typing import Any

from django import forms
from django.shortcuts import get_object_or_404
from django.utils import timezone

from apps.cooperation import services
from apps.cooperation.models import Confirmation, Dealing, Milestone, Paper
from apps.cooperation.models.records import CRITERIA, OUTCOMES
from apps.core.errors import Defects

POINTS = [("", "请选"), *((n, f"{n} 分") for n in range(5, 0, -1))]  # nobody gives five points by not looking
KINDS = [(code, f"{label}（{unit}）") for code, (label, unit) in OUTCOMES.items()]


class RecordForm(forms.Form):
    """Named after the verb of its rule; `done` is what the page says afterwards."""

    done = "记下了"

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **{"auto_id": f"{type(self).__name__.lower()}_%s"} | options)

    def record(self, dealing: Dealing, actor: Any) -> bool:
        """True when it was saved; what the service refuses stands beside the fields."""
        try:
            self.save(dealing, actor)
        except Defects as refused:
            for defect in refused.defects:
                self.add_error(defect.field if defect.field in self.fields else None, defect.sentence)
            return False
        return True

    def save(self, dealing: Dealing, actor: Any) -> None:
        raise NotImplementedError


def area(label: str, rows: int, most: int, **options: Any) -> forms.CharField:
    return forms.CharField(label=label, max_length=most, widget=forms.Textarea(attrs={"rows": rows}), **options)


def day(label: str, **options: Any) -> forms.DateField:
    return forms.DateField(label=label, **options, widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"))


class NoteForm(RecordForm):
    words = area("洽谈记录", 3, 2000, help_text="双方和对接专员看得到")
    done = "已写入洽谈记录"

    def save(self, dealing: Dealing, actor: Any) -> None:
        services.note(dealing, actor=actor, **self.cleaned_data)


class StepForm(RecordForm):
    words = forms.CharField(label="下一步做什么", max_length=200)
    on = day("哪一天")
    done = "已约定下一步，到期提醒双方"

    def save(self, dealing: Dealing, actor: Any) -> None:
        services.plan(dealing, actor=actor, **self.cleaned_data)


class MilestoneForm(RecordForm):
    title = forms.CharField(label="里程碑", max_length=80)
    due_on = day("计划完成")
    done = "已加里程碑"

    def save(self, dealing: Dealing, actor: Any) -> None:
        services.add_milestone(dealing, actor=actor, **self.cleaned_data)


class ReachForm(RecordForm):
    milestone = forms.IntegerField(widget=forms.HiddenInput, min_value=1, max_value=2**63 - 1)
    evidence = forms.CharField(label="完成依据", max_length=500)
    done = "里程碑已完成"

    def save(self, dealing: Dealing, actor: Any) -> None:
        row = get_object_or_404(Milestone, pk=self.cleaned_data["milestone"], dealing=dealing)
        services.reach(row, evidence=self.cleaned_data["evidence"], actor=actor)


class PaperForm(RecordForm):
    """What is not settled yet stays empty: the paper leaves a line to write on."""

    kind = forms.ChoiceField(label="文书", choices=Paper.KINDS.items(), widget=forms.HiddenInput)
    amount = forms.DecimalField(
        label="约定金额（万元）",
        max_digits=12,
        decimal_places=2,
        required=False,
        help_text="没有商定就空着，文书里留横线",
    )
    starts_on = day("开始日期", required=False)
    ends_on = day("结束日期", required=False)

    def save(self, dealing: Dealing, actor: Any) -> None:
        paper = services.generate(dealing, actor=actor, **self.cleaned_data)
        new = timezone.now() - paper.created_at < timedelta(seconds=5)
        self.done = f"{paper}已生成，请双方核对" if new else f"内容没有变化，仍是{paper}"


class ConfirmForm(RecordForm):
    """`sha256` is the version that was on the page: what has changed since is not confirmed by it."""

    kind = forms.ChoiceField(choices=Paper.KINDS.items(), widget=forms.HiddenInput)
    way = forms.ChoiceField(choices=Confirmation.WAYS.items(), widget=forms.HiddenInput)
    sha256 = forms.CharField(max_length=64, required=False, widget=forms.HiddenInput)
    file = forms.FileField(label="双方签署的扫描件", required=False)

    def save(self, dealing: Dealing, actor: Any) -> None:
        given = self.cleaned_data
        given["upload"] = given.pop("file")
        services.confirm(dealing, actor=actor, **given)
        self.done = f"已确认{Paper.KINDS[given['kind']]}；双方都确认后往下走"


class OutcomeForm(RecordForm):
    kind = forms.ChoiceField(label="成效", choices=KINDS)
    value = forms.DecimalField(label="数量", max_digits=12, decimal_places=2, min_value=0)
    on = day("日期")
    evidence = forms.CharField(label="依据", max_length=500, help_text="合同编号、名单、受理号等能查到的依据")
    done = "已登记成效"

    def save(self, dealing: Dealing, actor: Any) -> None:
        services.add_outcome(dealing, actor=actor, **self.cleaned_data)


class RateForm(RecordForm):
    words = area("评语", 3, 500, required=False)
    done = "已评价；双方都评价后互相看得到"

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        marks = {
            name: forms.TypedChoiceField(label=label, choices=POINTS, coerce=int) for name, label in CRITERIA.items()
        }
        self.fields = {**marks, **self.fields}

    def save(self, dealing: Dealing, actor: Any) -> None:
        marks = {name: self.cleaned_data[name] for name in CRITERIA}
        services.rate(dealing, marks=marks, words=self.cleaned_data["words"], actor=actor)


FORMS: dict[str, type[RecordForm]] = {
    "note": NoteForm,
    "step": StepForm,
    "milestone": MilestoneForm,
    "reach": ReachForm,
    "paper": PaperForm,
    "confirm": ConfirmForm,
    "outcome": OutcomeForm,
    "rate": RateForm,
}
