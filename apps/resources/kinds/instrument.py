"""仪器设备：the columns of the national upload template that people filter and compare by. [S1-18]"""

from collections.abc import Mapping
from datetime import date
from typing import Any

from django.contrib.postgres.fields import ArrayField
from django.db import models

from apps.core.errors import Defect
from apps.listings.fields import Choice, Day, Flag, Number, Picks, Tags, Term, Text
from apps.listings.kinds import Kind
from apps.listings.vocabulary import Vocabulary
from apps.resources.resource import Resource, ResourceDetails
from apps.taxonomy.models import InstrumentClass

CLASSES = Vocabulary(
    "instrument_classes", lambda: dict(InstrumentClass.objects.order_by("code").values_list("code", "name"))
)
STATUS = {"normal": "正常", "repair": "维修", "idle": "停用", "scrapped": "报废"}
SHARING = {"external": "对外开放", "internal": "单位内共享", "none": "不共享"}
USAGE = {"own": "使用预约", "sample": "送样预约"}


class InstrumentDetails(ResourceDetails):
    name_en = models.CharField("英文名称", max_length=120, blank=True)
    class_code = models.CharField("仪器分类编码", max_length=12, blank=True, db_index=True)
    model = models.CharField("规格型号", max_length=80, blank=True)
    maker = models.CharField("生产制造商", max_length=120, blank=True)
    origin = models.CharField("产地国别", max_length=40, blank=True)
    value = models.DecimalField("原值（万元）", max_digits=12, decimal_places=2, null=True)
    started_on = models.DateField("启用日期", null=True)
    indicators = models.TextField("主要技术指标", blank=True)
    functions = models.TextField("主要功能", blank=True)
    disciplines = ArrayField(models.CharField(max_length=40), default=list, verbose_name="学科领域")
    accessories = models.TextField("主要附件", blank=True)
    price = models.CharField("收费标准", max_length=200, blank=True)
    price_per_hour = models.DecimalField("机时价（元/时）", max_digits=10, decimal_places=2, null=True)
    place = models.CharField("安放地点", max_length=120, blank=True)
    status = models.CharField("运行状态", max_length=12, blank=True)
    sharing = models.CharField("共享方式", max_length=12, blank=True)
    usage = ArrayField(models.CharField(max_length=12), default=list, verbose_name="使用方式")
    training_required = models.BooleanField("使用前须培训", default=False)

    class Meta:
        verbose_name = "仪器设备"


def started_in_the_past(values: Mapping[str, Any], today: date) -> Defect | None:
    started = values["started_on"]
    if started and started > today:
        return Defect("started_on", f"启用日期（{started}）晚于今天", "请核对年份")
    return None


Resource.kinds.add(
    Kind(
        "instrument",
        "仪器设备",
        InstrumentDetails,
        icon="microscope",
        hint="可使用预约或送样预约的仪器",
        fields={
            "name_en": Text(label="英文名称", max=120, aliases=("仪器英文全称",)),
            "class_code": Term(
                label="仪器分类编码",
                vocabulary=CLASSES,
                digits=6,
                example="010200",
                aliases=("仪器分类", "分类编码", "分类代码"),
            ),
            "model": Text(label="规格型号", max=80, example="FE-2000", aliases=("型号", "规格")),
            "maker": Text(label="生产制造商", max=120, aliases=("制造商", "生产厂家", "厂商")),
            "origin": Text(label="产地国别", max=40, example="中国", aliases=("国别", "产地", "生产国别")),
            "value": Number(
                label="原值",
                unit="万元",
                decimals=2,
                max=1_000_000,
                example="58.2",
                aliases=("原值（单位万元）", "设备原值", "仪器原值", "价格"),
            ),
            "started_on": Day(label="启用日期", example="2021-09-01", aliases=("建账日期", "购置日期", "启用时间")),
            "indicators": Text(
                label="主要技术指标", max=3000, lines=3, aliases=("技术指标", "性能指标", "科学技术中心")
            ),
            "functions": Text(label="主要功能", max=3000, lines=3, aliases=("功能", "功能及应用范围")),
            "disciplines": Tags(label="学科领域", aliases=("主要学科领域", "学科")),
            "accessories": Text(label="主要附件", max=1000, lines=2, aliases=("附件",)),
            "price": Text(label="收费标准", max=200, aliases=("参考收费标准", "收费")),
            "price_per_hour": Number(
                label="机时价", unit="元/时", decimals=2, max=1_000_000, aliases=("每小时收费", "机时单价")
            ),
            "place": Text(
                label="安放地点",
                max=120,
                aliases=("存放地点", "放置地点", "仪器设施安放地址", "仪器安放地址", "安放地址-街道（乡镇）", "地点"),
            ),
            "status": Choice(label="运行状态", options=STATUS, example="正常", aliases=("仪器状态", "状态")),
            "sharing": Choice(label="共享方式", options=SHARING, example="对外开放", aliases=("共享模式", "开放方式")),
            "usage": Picks(label="使用方式", options=USAGE, example="使用预约；送样预约", aliases=("预约方式",)),
            "training_required": Flag(label="使用前须培训", example="是", aliases=("需培训", "是否培训")),
        },
        shows=("model", "price_per_hour", "usage"),
        searches=("name_en", "model", "indicators", "functions", "disciplines"),
        filters=("class_code", "usage", "status", "sharing"),
        checks=(started_in_the_past,),
        answers=frozenset({"challenge"}),
        identity="model",
        aliases={
            "title": ("仪器名称", "仪器设备名称", "设备名称", "仪器中文全称", "中文名称"),
            "external_id": ("所在单位仪器编号", "单位资产管理号", "固定资产编号", "设备编号", "仪器编号"),
            "contact_name": ("仪器设施联系人",),
            "contact_phone": ("仪器设施联系人联系电话",),
            "contact_email": ("仪器设施联系人电子邮箱",),
        },
        composes={"text": ("functions", "indicators")},
    )
)
