"""Policies, their items, and the 体检 for programs; nothing of a check is kept."""

from collections.abc import Iterable
from typing import Any

from django.utils import timezone
from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.generics import GenericAPIView, get_object_or_404
from rest_framework.request import Request
from rest_framework.response import Response

from apps.api.base import KeysetPagination
from apps.api.v1.families import NOT_FOUND, REFUSED
from apps.api.v1.listings import BIGGEST_ID, as_object
from apps.core.criteria import Name, Result, Vocabulary, amount, evaluate
from apps.core.errors import Defect, Defects
from apps.policies import services
from apps.policies.filters import PolicyFilter
from apps.policies.models import Policy, PolicyItem
from apps.policies.questions import QUESTIONS

TAGS = ["政策"]


class ConditionOut(serializers.Serializer):
    """One condition: what it says and the clause that demands it; parts are the members of a group."""

    says = serializers.CharField()
    clause = serializers.CharField(allow_blank=True)
    asks = serializers.CharField(allow_blank=True, help_text="问题或平台数据的代码；条件组为空")
    parts = serializers.ListField(child=serializers.DictField())


class PolicyOut(serializers.Serializer):
    """A policy as its page shows it, without its words."""

    id = serializers.IntegerField()
    title = serializers.CharField()
    number = serializers.CharField(allow_blank=True)
    department = serializers.CharField()
    department_label = serializers.CharField()
    level = serializers.CharField()
    levers = serializers.ListField(child=serializers.CharField())
    state = serializers.CharField()
    state_label = serializers.CharField()
    summary = serializers.CharField(allow_blank=True)
    issued_on = serializers.DateField(allow_null=True)
    valid_from = serializers.DateField(allow_null=True)
    valid_until = serializers.DateField(allow_null=True)
    is_sample = serializers.BooleanField(help_text="示例，以正式文件为准")
    is_demo = serializers.BooleanField()
    published_at = serializers.DateTimeField(allow_null=True)
    updated_at = serializers.DateTimeField()
    url = serializers.CharField()


class ClauseOut(serializers.Serializer):
    no = serializers.CharField()
    text = serializers.CharField(allow_blank=True)


class ItemOut(serializers.Serializer):
    """A policy item with its conditions in words and in their JSON form."""

    id = serializers.IntegerField()
    code = serializers.CharField()
    policy = serializers.IntegerField()
    title = serializers.CharField()
    summary = serializers.CharField(allow_blank=True)
    lever = serializers.CharField()
    opens_on = serializers.DateField(allow_null=True)
    closes_on = serializers.DateField(allow_null=True)
    window = serializers.CharField(help_text="open soon over always")
    conditions = ConditionOut(many=True)
    criteria = serializers.DictField()
    amount = serializers.DictField(allow_null=True)
    amount_words = serializers.CharField(allow_blank=True)
    excludes = serializers.ListField(child=serializers.CharField())
    is_sample = serializers.BooleanField()
    url = serializers.CharField()


class PolicyFullOut(PolicyOut):
    """One policy with its newest words and its items."""

    version = serializers.IntegerField(allow_null=True, help_text="正文的版本号")
    clauses = ClauseOut(many=True)
    interpretation = serializers.CharField(allow_blank=True)
    guide = serializers.DictField(allow_null=True)
    items = ItemOut(many=True)


class CheckIn(serializers.Serializer):
    """Answers by question; leave out what is not known. `use_profile` false ignores what the platform knows of you."""

    answers = serializers.DictField(help_text="问题代码与选项见本接口返回的 answers")
    use_profile = serializers.BooleanField(required=False)


class AnswerOut(serializers.Serializer):
    question = serializers.CharField()
    asks = serializers.CharField()
    type = serializers.CharField()
    unit = serializers.CharField(allow_blank=True)
    options = serializers.DictField(child=serializers.CharField())
    known = serializers.CharField(allow_blank=True)
    source = serializers.CharField(help_text="platform 平台已知，given 您的回答，open 还不知道")


class FindingOut(serializers.Serializer):
    item = serializers.CharField()
    title = serializers.CharField()
    policy = serializers.IntegerField()
    verdict = serializers.CharField(help_text="met 符合，unmet 不符合，unknown 信息不足")
    verdict_label = serializers.CharField()
    group = serializers.CharField(help_text="met near unknown unmet unrelated")
    amount = serializers.CharField(allow_null=True, help_text="万元，两位小数；还不能确定时为空")
    amount_words = serializers.CharField(allow_blank=True)
    missing = serializers.ListField(child=serializers.CharField())
    conditions = serializers.ListField(child=serializers.DictField())
    window = serializers.CharField()
    is_sample = serializers.BooleanField()
    url = serializers.CharField()


class CheckOut(serializers.Serializer):
    on = serializers.DateField()
    answers = AnswerOut(many=True)
    findings = FindingOut(many=True)


class PoliciesView(GenericAPIView):
    scopes: dict[str, str] = {}
    serializer_class = PolicyOut
    filterset_class = PolicyFilter

    def get_queryset(self):
        return Policy.objects.public()

    @extend_schema(summary="政策", responses=PolicyOut(many=True), tags=TAGS)
    def get(self, request: Request) -> Response:
        """已发布的政策，含被替代和失效的，新的在前；筛选参数与网页相同。"""
        page = self.paginate_queryset(self.filter_queryset(self.get_queryset()))
        return self.get_paginated_response([policy_of(row) for row in page])


class PolicyView(GenericAPIView):
    scopes: dict[str, str] = {}
    serializer_class = PolicyFullOut
    filter_backends: list = []
    pagination_class = None

    @extend_schema(summary="一份政策", responses={200: PolicyFullOut, 404: NOT_FOUND}, tags=TAGS)
    def get(self, request: Request, pk: int) -> Response:
        """最新版正文按条款给出，附事项与办事指南。"""
        rows = Policy.objects.public().select_related("guide")
        policy = get_object_or_404(rows, pk=min(pk, BIGGEST_ID))
        return Response(full_of(policy))


class PolicyItemsView(GenericAPIView):
    scopes: dict[str, str] = {}
    pagination_class = KeysetPagination  # what is valid changes with the day, not with the row: take the few anew
    serializer_class = ItemOut
    filter_backends: list = []

    def get_queryset(self):
        return PolicyItem.objects.valid_on(timezone.localdate()).select_related("policy").prefetch_related("excludes")

    @extend_schema(summary="现行政策事项", responses=ItemOut(many=True), tags=TAGS)
    def get(self, request: Request) -> Response:
        """今天有效的事项：条件、条款、金额算法与受理时间。"""
        words = services.vocabulary()
        page = self.paginate_queryset(self.get_queryset())
        return self.get_paginated_response([item_of(row, words) for row in page])


class PolicyCheckView(GenericAPIView):
    scopes: dict[str, str] = {}
    serializer_class = CheckIn
    filter_backends: list = []
    pagination_class = None

    @extend_schema(summary="政策体检", request=CheckIn, responses={200: CheckOut, 422: REFUSED}, tags=TAGS)
    def post(self, request: Request) -> Response:
        """逐项判断并说明依据的条款；回答不保存。没有回答的问题用平台资料补，补不了的结果为信息不足。"""
        body = as_object(request.data)
        answers = body.get("answers", {})
        if not isinstance(answers, dict) or not all(isinstance(key, str) for key in answers):
            raise Defects([Defect("answers", "“answers”应为「问题：值」的对象", '例如 {"sort": "enterprise"}')])
        use = body.get("use_profile", True)
        if not isinstance(use, bool):
            raise Defects([Defect("use_profile", "“use_profile”应为 true 或 false")])
        return Response(checked(answers, request.user.actor.organization if use else None))


def checked(answers: dict[str, Any], organization: Any) -> dict[str, Any]:
    today = timezone.localdate()
    asked = Vocabulary(question.name for question in QUESTIONS)
    try:
        cleaned = asked.clean(answers)
    except Defects as refused:
        raise Defects([Defect(f"answers/{one.field}", one.message, one.remedy) for one in refused.defects]) from refused
    items = PolicyItem.objects.valid_on(today).select_related("policy").prefetch_related("excludes")
    found = services.check(items=items, answers=cleaned, organization=organization, on=today)
    return {
        "on": today,
        "answers": [answer_of(answer) for answer in found.answers],
        "findings": [finding_of(finding) for finding in found.findings],
    }


def answer_of(answer: services.Answer) -> dict[str, Any]:
    name: Name = answer.question.name
    return {
        "question": name.slug,
        "asks": answer.question.asks,
        "type": name.type,
        "unit": name.unit,
        "options": dict(name.options),
        "known": answer.shown,
        "source": answer.source,
    }


def finding_of(finding: services.Finding) -> dict[str, Any]:
    value = finding.sum.value if finding.sum else None
    return {
        "item": finding.item.code,
        "title": finding.item.title,
        "policy": finding.item.policy_id,
        "verdict": finding.verdict.code,
        "verdict_label": finding.verdict.value,
        "group": finding.group,
        "amount": None if value is None else str(value),
        "amount_words": finding.sum.words if finding.sum else "",
        "missing": finding.missing,
        "conditions": judged(finding.outcome.conditions) if finding.outcome else [],
        "window": finding.window,
        "is_sample": finding.item.policy.is_sample,
        "url": finding.item.get_absolute_url(),
    }


def judged(results: Iterable[Result]) -> list[dict[str, Any]]:
    return [
        {
            "says": one.says,
            "clause": one.clause,
            "asks": one.name.slug if one.name else "",
            "verdict": one.truth.code,
            "known": one.shown,
            "parts": judged(one.parts),
        }
        for one in results
    ]


def described(results: Iterable[Result]) -> list[dict[str, Any]]:
    """Conditions without a verdict: nobody was judged."""
    kept = ("says", "clause", "asks")
    return [
        {name: row[name] for name in kept} | {"parts": described(one.parts)}
        for row, one in ((judged([one])[0], one) for one in results)
    ]


def item_of(item: PolicyItem, words: Vocabulary) -> dict[str, Any]:
    criteria, formula = services.criteria_of(item, words), services.formula_of(item, words)
    return {
        "id": item.pk,
        "code": item.code,
        "policy": item.policy_id,
        "title": item.title,
        "summary": item.summary,
        "lever": item.lever,
        "opens_on": item.opens_on,
        "closes_on": item.closes_on,
        "window": item.window(timezone.localdate()),
        "conditions": described(evaluate(criteria, {}).conditions) if criteria else [],
        "criteria": item.criteria,
        "amount": item.amount,
        "amount_words": amount(formula, {}).words if formula else "",
        "excludes": [other.code for other in item.excludes.all()],
        "is_sample": item.policy.is_sample,
        "url": item.get_absolute_url(),
    }


def policy_of(row: Policy) -> dict[str, Any]:
    plain = "title number department level levers state summary issued_on valid_from valid_until is_sample is_demo"
    return {
        "id": row.pk,
        **{name: getattr(row, name) for name in plain.split()},
        "department_label": row.get_department_display(),
        "state_label": row.state_now.public_label,
        "published_at": row.published_at,
        "updated_at": row.updated_at,
        "url": row.get_absolute_url(),
    }


def full_of(policy: Policy) -> dict[str, Any]:
    text, words = policy.current_text(), services.vocabulary()
    items = policy.items.select_related("policy").prefetch_related("excludes")
    return policy_of(policy) | {
        "version": text.number if text else None,
        "clauses": [{"no": one.no, "text": one.text} for one in text.clauses] if text else [],
        "interpretation": policy.interpretation,
        "guide": dict(policy.guide.parts()) if policy.has_guide else None,
        "items": [item_of(item, words) for item in items],
    }
