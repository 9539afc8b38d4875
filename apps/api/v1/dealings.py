"""Dealings over the API: list, open, read, move, and the notes of the talk; contacts only where they are open."""

from typing import Any

from django.http import Http404
from drf_spectacular.utils import OpenApiResponse, extend_schema
from rest_framework import serializers, status
from rest_framework.generics import GenericAPIView, get_object_or_404
from rest_framework.request import Request
from rest_framework.response import Response

from apps.api.base import KeysetPagination
from apps.api.conditional import IF_MATCH, IF_NONE_MATCH, expect, tagged
from apps.api.v1.listings import BIGGEST_ID, Contact, MoveIn, OrganizationRef, as_object, text_of
from apps.cooperation import services
from apps.cooperation.filters import DealingFilter
from apps.cooperation.models import Dealing
from apps.cooperation.rules import side_of
from apps.core import lifecycle
from apps.core.errors import Defect, Defects
from apps.demands.models import Demand
from apps.resources.models import Resource

NOT_FOUND = OpenApiResponse(description="没有这条记录，或它不对您开放（application/problem+json）")
CONFLICT = OpenApiResponse(description="与当前状态冲突，detail 说明怎么办（application/problem+json）")
REFUSED = OpenApiResponse(description="内容没有通过检查，errors[].pointer 指到出错的字段（application/problem+json）")


class DealingSide(serializers.Serializer):
    """One side: whose listing, and whom to reach once contacts are open."""

    listing = serializers.IntegerField()
    title = serializers.CharField()
    organization = OrganizationRef()
    contact = Contact(allow_null=True)


class DealingOut(serializers.Serializer):
    """One dealing as the caller may see it."""

    id = serializers.IntegerField()
    code = serializers.CharField()
    state = serializers.CharField()
    state_label = serializers.CharField()
    side = serializers.CharField(help_text="本单位是哪一方：asker 需求方，answerer 资源方")
    proposed_by = serializers.CharField()
    demand = DealingSide()
    resource = DealingSide()
    message = serializers.CharField()
    next_step = serializers.CharField()
    next_on = serializers.DateField(allow_null=True)
    moves = serializers.ListField(child=serializers.CharField(), help_text="现在可以做的步骤")
    version = serializers.IntegerField()
    proposed_on = serializers.DateField()
    answered_at = serializers.DateTimeField(allow_null=True)
    state_at = serializers.DateTimeField()
    url = serializers.CharField()


class DealingIn(serializers.Serializer):
    """Up to three resources asked at once for one demand."""

    demand = serializers.IntegerField()
    resources = serializers.ListField(child=serializers.IntegerField(), min_length=1, max_length=services.AT_ONCE)
    message = serializers.CharField(required=False)


class NoteIn(serializers.Serializer):
    text = serializers.CharField()


class NoteOut(serializers.Serializer):
    """A line of the talk; `side` is empty for a broker."""

    id = serializers.IntegerField()
    side = serializers.CharField(allow_blank=True)
    text = serializers.CharField()
    created_at = serializers.DateTimeField()


def side(dealing: Dealing, name: str, caller: str) -> dict[str, Any]:
    listing, party = {
        "asker": (dealing.demand, dealing.asker),
        "answerer": (dealing.resource, dealing.answerer),
    }[name]
    knows = caller == name or (bool(caller) and dealing.is_opened)
    contact = {"name": listing.contact_name, "phone": listing.contact_phone, "email": listing.contact_email}
    return {
        "listing": listing.pk,
        "title": listing.title,
        "organization": {"code": party.code, "name": party.name},
        "contact": contact if knows else None,
    }


def shown(dealing: Dealing, actor: Any) -> dict[str, Any]:
    mine = side_of(actor, dealing)
    return {
        "id": dealing.pk,
        "code": dealing.code,
        "state": dealing.state,
        "state_label": dealing.state_now.label,
        "side": mine,
        "proposed_by": dealing.proposed_by,
        "demand": side(dealing, "asker", mine),
        "resource": side(dealing, "answerer", mine),
        "message": dealing.message,
        "next_step": dealing.next_step,
        "next_on": dealing.next_on,
        "moves": [move.name for move in lifecycle.available(dealing, actor)],
        "version": dealing.version,
        "proposed_on": dealing.proposed_on,
        "answered_at": dealing.answered_at,
        "state_at": dealing.state_at,
        "url": dealing.get_absolute_url(),
    }


class DealingBase(GenericAPIView):
    scopes: dict[str, str]
    serializer_class = DealingOut

    def get_queryset(self):
        if getattr(self, "swagger_fake_view", False):
            return Dealing.objects.none()
        return Dealing.objects.visible_to(self.actor).with_card()

    @property
    def actor(self):
        return self.request.user.actor

    def one(self, pk: int) -> Dealing:
        if pk > BIGGEST_ID:
            raise Http404
        return get_object_or_404(self.get_queryset(), pk=pk)


class DealingsView(DealingBase):
    filterset_class = DealingFilter
    scopes = {"GET": "dealing:read", "POST": "dealing:write"}

    @extend_schema(summary="本单位的对接", responses=DealingOut(many=True), tags=["对接"])
    def get(self, request: Request) -> Response:
        """本单位是任何一方的对接，新的在前。筛选参数与网页相同。"""
        page = self.paginate_queryset(self.filter_queryset(self.get_queryset()))
        return self.get_paginated_response([shown(row, self.actor) for row in page])

    @extend_schema(
        summary="发起对接",
        request=DealingIn,
        responses={201: DealingOut(many=True), 404: NOT_FOUND, 409: CONFLICT, 422: REFUSED},
        tags=["对接"],
    )
    def post(self, request: Request) -> Response:
        """一条需求一次最多问三条资源，全部成功或全部不成。"""
        body = as_object(request.data)
        resources = body.get("resources")
        if not isinstance(resources, list) or not 1 <= len(resources) <= services.AT_ONCE:
            raise Defects([Defect("resources", f"应为 1 到 {services.AT_ONCE} 个资源编号的数组", "例如 [12, 15]")])
        demand = self.named(Demand, [body.get("demand")], "demand")
        found = self.named(Resource, resources, "resources")
        made = services.propose_to_several(
            demand=demand[0], resources=found, actor=self.actor, message=text_of(body, "message")
        )
        return Response([shown(row, self.actor) for row in made], status=status.HTTP_201_CREATED)

    def named(self, model, keys: list, name: str) -> list:
        """Listings by key, among what the caller may see."""
        if not all(type(key) is int and 0 < key <= BIGGEST_ID for key in keys):
            raise Defects([Defect(name, "编号应为正整数", "用列表接口返回的 id")])
        rows = model.objects.visible_to(self.actor).filter(pk__in=keys).select_related("organization")
        found = list(rows.order_by("pk"))
        if len(found) < len(set(keys)):
            raise Http404
        return found


class DealingView(DealingBase):
    scopes = {"GET": "dealing:read"}

    @extend_schema(
        summary="读取一条对接",
        parameters=[IF_NONE_MATCH],
        responses={200: DealingOut, 404: NOT_FOUND},
        tags=["对接"],
    )
    def get(self, request: Request, pk: int) -> Response:
        """接受之后双方互相看得到联系方式。"""
        return tagged(request, shown(self.one(pk), self.actor))


class DealingMovesView(DealingBase):
    scopes = {"POST": "dealing:write"}

    @extend_schema(
        summary="接受、婉拒、推进",
        parameters=[IF_MATCH],
        request=MoveIn,
        responses={200: DealingOut, 404: NOT_FOUND, 409: CONFLICT, 422: REFUSED},
        tags=["对接"],
    )
    def post(self, request: Request, pk: int) -> Response:
        """与网页上的按钮相同；现在可以做的见 `moves`。"""
        body, dealing = as_object(request.data), self.one(pk)
        expect(request, shown(dealing, self.actor))
        name, words = text_of(body, "move"), {key: text_of(body, key) for key in ("note", "reason")}
        if name not in dealing.lifecycle.by_name:
            known = "、".join(f"{move.name}（{move.label}）" for move in dealing.lifecycle.moves)
            raise Defects([Defect("move", f"没有「{name[:20]}」这一步", f"可用的有：{known}")])
        lifecycle.move(dealing, name, actor=self.actor, **words)
        return tagged(request, shown(self.one(pk), self.actor))


class DealingNotesView(DealingBase):
    scopes = {"GET": "dealing:read", "POST": "dealing:write"}
    serializer_class = NoteOut
    pagination_class = KeysetPagination

    @extend_schema(summary="洽谈记录", responses={200: NoteOut(many=True), 404: NOT_FOUND}, tags=["对接"])
    def get(self, request: Request, pk: int) -> Response:
        """先写的在前。"""
        rows = self.one(pk).notes.all()
        return Response({"next": None, "previous": None, "results": [told(row) for row in rows]})

    @extend_schema(
        summary="写洽谈记录",
        request=NoteIn,
        responses={201: NoteOut, 404: NOT_FOUND, 409: CONFLICT, 422: REFUSED},
        tags=["对接"],
    )
    def post(self, request: Request, pk: int) -> Response:
        """双方和对接专员看得到。"""
        words = text_of(as_object(request.data), "text")
        row = services.note(self.one(pk), words=words, actor=self.actor)
        return Response(told(row), status=status.HTTP_201_CREATED)


def told(row) -> dict[str, Any]:
    return {"id": row.pk, "side": row.side, "text": row.text, "created_at": row.created_at}
