"""An item: its criteria and amount in rows, or as JSON where rows are not enough; judged together by the service."""

import json
from typing import Any

from django import forms

from apps.accounts.actor import Actor
from apps.accounts.forms import VersionedForm
from apps.core.criteria import read, read_amount, write
from apps.core.errors import Defects
from apps.policies import services
from apps.policies.forms.documents import DAY
from apps.policies.forms.rows import AS_JSON, SPARE, AmountForm, RowSet, amount_of, joined, rows_of
from apps.policies.models import Policy, PolicyItem

ROWS, JSON = "rows", "json"
HOW = {ROWS: "用表格填写", JSON: "直接写 JSON（嵌套的条件）"}


class Json(forms.CharField):
    """A value typed as JSON; what cannot be parsed is shown with its place."""

    widget = forms.Textarea

    def __init__(self, *, rows: int = 12, **options: Any) -> None:
        widget = forms.Textarea(attrs={"rows": rows, "spellcheck": "false", "class": "font-monospace"})
        super().__init__(widget=widget, max_length=20_000, **options)

    def prepare_value(self, value: Any) -> Any:
        return value if isinstance(value, str) or value is None else json.dumps(value, ensure_ascii=False, indent=1)

    def clean(self, value: Any) -> Any:
        typed = super().clean(value)
        if not typed:
            return None
        try:
            return json.loads(typed)
        except (json.JSONDecodeError, RecursionError) as error:
            line, message = getattr(error, "lineno", 1), getattr(error, "msg", "嵌套太深")
            raise forms.ValidationError(f"第 {line} 行不是有效的 JSON（{message}），请检查引号、逗号与括号") from error


class ItemForm(VersionedForm):
    """Whatever was used to write it, what is kept is the form of `core.criteria`."""

    how = forms.ChoiceField(label="条件怎么写", choices=list(HOW.items()), required=False, widget=forms.RadioSelect)
    criteria = Json(label="条件", required=False, help_text="每条写明条款；可用的名称与写法见右侧")
    amount = Json(label="金额算法", required=False, rows=5, help_text="单位万元；没有资金支持的可以空着")
    examples = Json(label="举例", required=False, rows=8, help_text="写明 known 与应得的 expect：met、unmet 或 unknown")

    HEAD, RAW = ("title", "code", "lever", "summary"), ("criteria", "amount", "examples")
    TAIL = ("opens_on", "closes_on", "excludes", "order")

    class Meta:
        model = PolicyItem
        fields = [
            "title", "code", "lever", "summary", "criteria", "amount", "examples", "opens_on", "closes_on", "excludes",
            "order",
        ]  # fmt: skip
        widgets = {"opens_on": DAY, "closes_on": DAY, "excludes": forms.CheckboxSelectMultiple}

    def __init__(self, *args, policy: Policy, **kwargs):
        super().__init__(*args, **kwargs)
        self.policy = policy
        others = PolicyItem.objects.exclude(pk=self.instance.pk).order_by("title")
        self.fields["excludes"].queryset, self.fields["excludes"].required = others, False
        self._draw(services.vocabulary())

    def _draw(self, words) -> None:
        """The rows beside the fields: as posted, or as kept with a few to spare."""
        text = self.policy.current_text()
        given = {"words": words, "clauses": [clause.no for clause in text.clauses] if text else []}
        rows, sum_ = rows_of(self.instance.criteria, words), amount_of(self.instance.amount)
        self.fits = rows is not None
        self.fields["how"].initial = ROWS if self.fits else JSON
        if self.is_bound and "row-TOTAL_FORMS" in self.data:
            self.rows = RowSet(self.data, prefix="row", form_kwargs=given)
            self.sum = AmountForm(self.data, prefix="sum", **given)
        else:
            self.rows = RowSet(prefix="row", form_kwargs=given, initial=[*(rows or []), *([{}] * SPARE)])
            self.sum = AmountForm(prefix="sum", initial=sum_, **given)
        self.words = words

    def more(self) -> None:
        """Room for two more conditions, with everything as it was typed."""
        self.data = self.data.copy()
        total = self.data.get("row-TOTAL_FORMS", "")
        self.data["row-TOTAL_FORMS"] = str(min(int(total) if total.isdecimal() else 0, 38) + SPARE)
        self._draw(self.words)

    def group(self, names: tuple[str, ...]) -> list:
        return [self[name] for name in names]

    @property
    def head(self) -> list:
        return self.group(self.HEAD)

    @property
    def raw(self) -> list:
        return self.group(self.RAW)

    @property
    def tail(self) -> list:
        return self.group(self.TAIL)

    def clean(self) -> dict[str, Any]:
        data = super().clean()
        if data.get("how") == ROWS:
            self._read_rows(data)
        elif "criteria" in data and data["criteria"] is None:
            self.add_error("criteria", self.fields["title"].error_messages["required"])
        return data

    def _read_rows(self, data: dict[str, Any]) -> None:
        """Every fault beside its row; those that only show when all is read together stand above."""
        leaves, sound = [], self.rows.is_valid()
        for row in self.rows if sound else ():
            if not row.is_blank:
                leaves.append((row.cleaned_data.get("group", ""), row.leaf()))
                sound &= self._reads(row, read, leaves[-1][1])
        if sound and not leaves:
            self.add_error(None, "至少写一条条件：选条款、看什么，再写值")
        elif sound and self._reads(self, read, form := joined(leaves)):
            data["criteria"] = write(read(form, self.words))
        elif not sound:
            self.add_error(None, "条件里有几处要改，写在那一条下面")
        if not self.sum.is_valid():
            self.add_error(None, "金额算法要改，写在那一栏下面")
        elif self.sum.cleaned_data.get("kind") != AS_JSON:
            data["amount"] = self.sum.formula()
            if data["amount"] and not self._reads(self.sum, read_amount, data["amount"]):
                self.add_error(None, "金额算法要改，写在那一栏下面")

    def _reads(self, form: forms.Form, reader, written: Any) -> bool:
        try:
            reader(written, self.words)
        except Defects as refused:
            for defect in refused.defects:
                form.add_error(None, defect.sentence.removeprefix("条件：").removeprefix("金额："))
            return False
        return True

    def _post_clean(self) -> None:
        """The service judges the record; judging it here too would say everything twice."""

    def write(self, data: dict[str, Any], version: int, actor: Actor) -> PolicyItem:
        kept = PolicyItem.objects.filter(pk=self.instance.pk).first() if self.instance.pk else None
        data["examples"] = data["examples"] or []
        return services.save_item(policy=self.policy, data=data, actor=actor, item=kept, version=version)
