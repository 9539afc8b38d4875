"""风洞：a kind that exists in the tests only. This file is all there is to it — that is what the tests show."""

from django.contrib.postgres.fields import ArrayField
from django.db import models

from apps.core.errors import Defect
from apps.listings.fields import Choice, Day, Flag, Number, Picks, Tags, Text
from apps.listings.kinds import Kind
from apps.resources.resource import Resource, ResourceDetails

FLOWS = {"low": "低速", "trans": "跨声速", "super": "超声速"}
MODES = {"force": "测力", "pressure": "测压", "visual": "流动显示"}


class TunnelDetails(ResourceDetails):
    flow = models.CharField("流速范围", max_length=8, blank=True)
    speed = models.DecimalField("最高风速（m/s）", max_digits=6, decimal_places=1, null=True)
    section = models.CharField("试验段尺寸", max_length=60, blank=True)
    abilities = models.TextField("能做的试验", blank=True)
    modes = ArrayField(models.CharField(max_length=8), default=list)
    models_kept = ArrayField(models.CharField(max_length=40), default=list)
    calibrated_on = models.DateField("校准日期", null=True)
    night = models.BooleanField("夜间开放", default=False)

    class Meta:
        app_label = "resources"
        verbose_name = "风洞"


def calibrated_in_the_past(values, today):
    if values["calibrated_on"] and values["calibrated_on"] > today:
        return Defect("calibrated_on", "校准日期晚于今天", "请核对年份")
    return None


Resource.kinds.add(
    Kind(
        "tunnel",
        "风洞",
        TunnelDetails,
        icon="wind",
        fields={
            "flow": Choice(label="流速范围", options=FLOWS, example="低速"),
            "speed": Number(label="最高风速", unit="m/s", decimals=1, max=9_999, example="60.5", aliases=("风速",)),
            "section": Text(label="试验段尺寸", max=60, example="1.2 m × 0.9 m"),
            "abilities": Text(label="能做的试验", max=2000, lines=3, example="翼型测力"),
            "modes": Picks(label="测量手段", options=MODES, example="测力；测压"),
            "models_kept": Tags(label="现有模型", example="NACA0012"),
            "calibrated_on": Day(label="校准日期", example="2025-03-01"),
            "night": Flag(label="夜间开放", example="是"),
        },
        shows=("flow", "speed"),
        searches=("abilities", "models_kept"),
        filters=("flow", "modes", "night"),
        checks=(calibrated_in_the_past,),
        answers=frozenset({"challenge"}),
        identity="section",
    )
)
