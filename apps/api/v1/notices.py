"""The caller's inbox, and 公示 for whoever has a key."""

from typing import Any

from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.generics import GenericAPIView
from rest_framework.request import Request
from rest_framework.response import Response

from apps.api.v1.listings import OrganizationRef, as_object
from apps.core.errors import Defect, Defects
from apps.notices import services
from apps.notices.filters import NoticeFilter, PublicNoticeFilter
from apps.notices.models import Notice, PublicNotice

MOST = 200
BIGGEST = 2**63


class NoticeOut(serializers.Serializer):
    """One thing the service account was told; `uid` is also in the Message-ID of mails."""

    id = serializers.IntegerField()
    uid = serializers.UUIDField()
    topic = serializers.CharField()
    topic_label = serializers.CharField()
    text = serializers.CharField()
    url = serializers.CharField(allow_blank=True)
    read = serializers.BooleanField()
    created_at = serializers.DateTimeField()


class ReadIn(serializers.Serializer):
    """Which notices were read: their ids, or all of them."""

    ids = serializers.ListField(child=serializers.IntegerField(min_value=1), max_length=MOST, required=False)
    all = serializers.BooleanField(required=False)


class ReadOut(serializers.Serializer):
    read = serializers.IntegerField(help_text="这一次标为已读的条数")


class PublicNoticeOut(serializers.Serializer):
    """One 公示; objections are taken to the end of `ends_on`, Shanghai time."""

    id = serializers.IntegerField()
    title = serializers.CharField()
    text = serializers.CharField(allow_blank=True)
    organization = OrganizationRef()
    state = serializers.CharField()
    state_label = serializers.CharField()
    days = serializers.IntegerField()
    opens_on = serializers.DateField(allow_null=True)
    ends_on = serializers.DateField(allow_null=True)
    is_estimate = serializers.BooleanField(help_text="截止日落在还没有录入放假安排的年份")
    is_demo = serializers.BooleanField()
    url = serializers.CharField()


class NoticesView(GenericAPIView):
    scopes = {"GET": "notice:read"}
    serializer_class = NoticeOut
    filterset_class = NoticeFilter

    def get_queryset(self):
        if getattr(self, "swagger_fake_view", False):
            return Notice.objects.none()
        return Notice.objects.visible_to(self.request.user.actor)

    @extend_schema(summary="消息", responses=NoticeOut(many=True), tags=["消息与公示"])
    def get(self, request: Request) -> Response:
        """这个令牌的服务账号收到的消息，新的在前。"""
        page = self.paginate_queryset(self.filter_queryset(self.get_queryset()))
        return self.get_paginated_response([notice_of(row) for row in page])


class NoticesReadView(GenericAPIView):
    scopes = {"POST": "notice:write"}
    serializer_class = ReadIn
    filter_backends: list = []
    pagination_class = None

    @extend_schema(summary="标为已读", request=ReadIn, responses=ReadOut, tags=["消息与公示"])
    def post(self, request: Request) -> Response:
        """给出编号，或 `{"all": true}`；别人的和已读的不计。"""
        count = services.read_all(actor=request.user.actor, ids=wanted(as_object(request.data)))
        return Response({"read": count})


class PublicNoticesView(GenericAPIView):
    scopes: dict[str, str] = {}
    serializer_class = PublicNoticeOut
    filterset_class = PublicNoticeFilter

    def get_queryset(self):
        return PublicNotice.objects.public().select_related("organization")

    @extend_schema(summary="公示", responses=PublicNoticeOut(many=True), tags=["消息与公示"])
    def get(self, request: Request) -> Response:
        """公开的公示，新的在前；撤回的只剩标题。"""
        page = self.paginate_queryset(self.filter_queryset(self.get_queryset()))
        return self.get_paginated_response([public_notice_of(row) for row in page])


def wanted(body: dict[str, Any]) -> list[int] | None:
    """The ids named; None for all of them. Raises Defects."""
    if body.get("all") is True:
        return None
    ids = body.get("ids")
    if not isinstance(ids, list) or not all(type(one) is int and 0 < one < BIGGEST for one in ids) or len(ids) > MOST:
        raise Defects([Defect("ids", f"“ids”应为至多 {MOST} 个消息编号", '或者写 {"all": true}')])
    return ids


def notice_of(row: Notice) -> dict[str, Any]:
    return {
        "id": row.pk,
        "uid": str(row.uid),
        "topic": row.topic,
        "topic_label": row.topic_label,
        "text": row.text,
        "url": row.url,
        "read": row.read_at is not None,
        "created_at": row.created_at,
    }


def public_notice_of(row: PublicNotice) -> dict[str, Any]:
    return {
        "id": row.pk,
        "title": row.title,
        "text": row.shown_text,
        "organization": {"code": row.organization.code, "name": row.organization.name},
        "state": row.state,
        "state_label": row.state_now.public_label,
        "days": row.days,
        "opens_on": row.opens_on,
        "ends_on": row.ends_on,
        "is_estimate": row.is_estimate,
        "is_demo": row.is_demo,
        "url": row.get_absolute_url(),
    }
