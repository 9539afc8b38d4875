"""Renders every component once in each of its states."""

from datetime import date, timedelta
from pathlib import Path
from types import SimpleNamespace

from django import forms
from django.core.paginator import Paginator
from django.http import HttpResponse
from django.template import engines
from django.utils import timezone

from apps.core.models import Attachment
from apps.listings.lifecycle import LISTING
from apps.portal.buttons import Button
from apps.portal.charts import Cell, Chart

SOURCE = Path(__file__).with_name("page.html")


class Sample(forms.Form):
    """One field of every widget the platform uses."""

    title = forms.CharField(label="标题", help_text="一句话说清对象和难点，最多 80 字")
    text = forms.CharField(label="要解决什么", widget=forms.Textarea(attrs={"rows": 4}), help_text="写上现状和目标。")
    kind = forms.ChoiceField(
        label="类别", widget=forms.RadioSelect, choices=[("a", "技术攻关"), ("b", "人才培养"), ("c", "职工培训")]
    )
    visibility = forms.ChoiceField(
        label="可见范围",
        widget=forms.RadioSelect,
        choices=[("public", "公开，联系方式不公开"), ("matched", "仅匹配到的单位可见")],
    )
    park = forms.ChoiceField(label="园区", required=False, choices=[("", "请选择"), ("d", "东方芯港")])
    budget = forms.DecimalField(label="预算（万元）", required=False, help_text="合 200,000 元；可不填")
    needed_by = forms.DateField(label="希望完成", required=False, widget=forms.DateInput(attrs={"type": "date"}))
    agree = forms.BooleanField(label="愿意揭榜挂帅", required=False)
    tags = forms.MultipleChoiceField(
        label="解决方式",
        required=False,
        widget=forms.CheckboxSelectMultiple,
        choices=[("x", "联合研发"), ("y", "委托开发")],
    )


def context() -> dict:
    today = timezone.localdate()
    return {
        "states": LISTING.states,
        "buttons": [Button(move.label, move.icon, move.tone, "/x/", not move.asks) for move in LISTING.moves],
        "days": [today - timedelta(days=n) for n in (0, 1, 12, 64, 120)] + [None],
        "levels": [(3, "很契合"), (2, "较契合"), (1, "可一试")],
        "form": Sample(initial={"title": "深海密封件 60 MPa 微泄漏检测", "kind": "a", "visibility": "public"}),
        "wrong": Sample({"title": "", "kind": "zzz", "budget": "二十万"}),
        "page": Paginator(range(20), 6).page(2),
        "facet": SimpleNamespace(
            label="所在单位",
            name="organization",
            open=True,
            single=False,
            options=[
                SimpleNamespace(value="1", label="上海海洋大学", selected=True, count=11),
                SimpleNamespace(value="2", label="上海海事大学", selected=False, count=1200),
            ],
        ),
        "trail": [{"label": "工作台", "url": "/desk/"}, {"label": "我的需求", "url": "/desk/"}],
        "actions": [
            {"label": "去掉单位条件（1 台）", "url": "#a"},
            {"label": "写成需求，请专员找", "url": "#b", "icon": "lifebuoy", "primary": True},
        ],
        "day": date(2026, 11, 21),
        "files": [
            Attachment(pk=1, name="聘书.pdf", size=81_920, organization_id=7, organization_name="演示大学"),
            Attachment(pk=2, name="课表.xlsx", size=20_480, organization_id=8, organization_name="海陆精工"),
        ],
        "chart": Chart(
            slug="funnel",
            title="从需求到办结",
            heads=("步骤", "件数"),
            rows=[(Cell("发布需求"), Cell("40", "#")), (Cell("发起对接"), Cell("12", "#"))],
            drawing={"kind": "bars", "labels": ["发布需求", "发起对接"], "values": [40, 12], "notes": ["40", "12"]},
            note="本年至今",
            csv="#",
        ),
    }


def styleguide(request):
    template = engines["django"].from_string(SOURCE.read_text())
    return HttpResponse(template.render(context(), request))
