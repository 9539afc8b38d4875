"""What people fill in: how they want to be told, a public notice, an objection, an answer."""

from datetime import date

from django import forms
from django.core.validators import MaxValueValidator, MinValueValidator

from apps.accounts.actor import Actor
from apps.accounts.forms import add_defects
from apps.accounts.services import knock
from apps.core.errors import Defects
from apps.notices import services, topics
from apps.notices.models import Objection, Preference, PublicNotice, Remark


class PreferenceForm(forms.Form):
    """One choice per topic."""

    def __init__(self, actor: Actor, *args, **kwargs) -> None:
        super().__init__(*args, **kwargs)
        self.actor = actor
        chosen = dict(Preference.objects.filter(user=actor.user_id).values_list("topic", "way"))
        for topic in topics.registry:
            initial = chosen.get(topic.slug, topic.way)
            self.fields[topic.slug] = forms.ChoiceField(
                label=topic.label,
                choices=topics.WAYS.items(),
                initial=initial,
                widget=forms.RadioSelect,
                required=False,  # a choice stands already
            )

    def save(self) -> None:
        ways = {name: way for name, way in self.cleaned_data.items() if way}
        services.prefer(ways, actor=self.actor)


class PublicNoticeForm(forms.Form):
    """A public notice before it is opened."""

    title = forms.CharField(label="标题", max_length=120, help_text="例如：关于 2026 年产教融合培育基地认定结果的公示")
    text = forms.CharField(
        label="正文",
        max_length=20_000,
        widget=forms.Textarea(attrs={"rows": 12}),
        help_text="写明公示的事项、对象、依据；不要写身份证号、手机号等个人信息",
    )
    days = forms.IntegerField(
        label="公示期（工作日）",
        initial=5,
        validators=[MinValueValidator(1), MaxValueValidator(PublicNotice.LONGEST)],
        help_text="从发布次日起算，只计工作日；5 个工作日为示例（待管委会确认）",
    )
    contact = forms.CharField(
        label="受理异议的部门与电话", max_length=120, required=False, help_text="例如：〔受理部门〕 021-0000 0000"
    )

    def save(self, *, actor: Actor, notice: PublicNotice | None = None) -> PublicNotice | None:
        """Save the draft; None when the service found defects, now on the form."""
        written = services.Draft(**self.cleaned_data)
        try:
            return services.redraft(notice, written, actor=actor) if notice else services.draft(written, actor=actor)
        except Defects as refused:
            add_defects(self, refused.defects)
            return None


class ObjectionForm(forms.Form):
    """Who objects, how to reach him, to what and why."""

    name = forms.CharField(label="姓名或单位", max_length=60)
    contact = forms.CharField(label="手机号或电子邮箱", max_length=254, help_text="只有承办人员看得到，用来核实和答复")
    text = forms.CharField(
        label="异议的事项和理由", max_length=2000, min_length=10, widget=forms.Textarea(attrs={"rows": 8})
    )

    def save(self, *, notice: PublicNotice, actor: Actor, today: date, address: str) -> Objection | None:
        """Hand it in; None when the service found defects, now on the form. Raises Throttled and Conflict."""
        knock("objection", address)
        try:
            return services.object_to(notice, actor=actor, today=today, **self.cleaned_data)
        except Defects as refused:
            add_defects(self, refused.defects)
            return None


class RemarkForm(forms.Form):
    """What is wrong or wanted, in a few words."""

    category = forms.ChoiceField(label="是哪一类", choices=Remark.CATEGORIES.items(), widget=forms.RadioSelect)
    text = forms.CharField(
        label="想说什么",
        max_length=1000,
        min_length=5,
        widget=forms.Textarea(attrs={"rows": 5}),
        help_text="在做什么、遇到了什么、希望怎样；请不要写个人信息和商业秘密",
    )

    def save(self, *, page: str, actor: Actor, address: str) -> Remark | None:
        """Hand it in; None when the service found defects, now on the form. Raises Throttled."""
        knock("feedback", address)
        try:
            return services.remark(page=page, actor=actor, **self.cleaned_data)
        except Defects as refused:
            add_defects(self, refused.defects)
            return None
