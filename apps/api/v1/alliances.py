"""Alliances over the API: list, create, read, move; their members: list, ask, invite, answer."""

from typing import Any

from django.http import Http404
from drf_spectacular.utils import extend_schema
from rest_framework import serializers, status
from rest_framework.generics import GenericAPIView, get_object_or_404
from rest_framework.request import Request
from rest_framework.response import Response

from apps.accounts.models import Organization
from apps.alliances.filters import AllianceFilter
from apps.alliances.models import Alliance, AllianceMember
from apps.alliances.services import seats
from apps.api.v1.families import NOT_FOUND, REFUSED, Family
from apps.api.v1.listings import (
    BIGGEST_ID,
    ListingIn,
    ListingOut,
    ListingView,
    MoveIn,
    OrganizationRef,
    as_object,
    text_of,
)
from apps.core import lifecycle
from apps.core.errors import Defect, Defects


class AllianceOut(ListingOut):
    """An alliance; `organization` is its secretariat."""

    industry = serializers.CharField(allow_blank=True)
    stage = serializers.CharField(allow_blank=True)
    founded = serializers.IntegerField(allow_null=True)
    charter = serializers.CharField(allow_blank=True)
    members = serializers.IntegerField(help_text="现有成员单位")
    leader = serializers.CharField(allow_blank=True, help_text="链主单位")


class AllianceIn(ListingIn):
    """A new alliance, kept by the key's organization."""

    industry = serializers.CharField(required=False)
    stage = serializers.CharField(required=False)
    founded = serializers.IntegerField(required=False)
    charter = serializers.CharField(required=False)


FAMILY = Family(Alliance, AllianceFilter, AllianceOut, AllianceIn, "与网页上的按钮相同；由管委会核对发布。")


class SeatOut(serializers.Serializer):
    """One seat; the reason is for the two sides only."""

    id = serializers.IntegerField()
    organization = OrganizationRef()
    role = serializers.CharField()
    role_label = serializers.CharField()
    state = serializers.CharField()
    state_label = serializers.CharField()
    state_at = serializers.DateTimeField()
    reason = serializers.CharField(allow_blank=True)
    moves = serializers.ListField(child=serializers.CharField(), help_text="现在可以做的步骤")
    version = serializers.IntegerField()


class SeatIn(serializers.Serializer):
    """Without `organization` the key's own organization asks; with it the secretariat invites."""

    reason = serializers.CharField(required=False, help_text="申请理由；邀请时可以不写")
    organization = serializers.CharField(required=False, help_text="邀请的单位代码，只有秘书处可以")
    role = serializers.CharField(required=False, help_text="邀请时的角色，默认 member")


class SeatsOut(serializers.Serializer):
    results = SeatOut(many=True)


def seat_of(seat: AllianceMember, actor: Any) -> dict[str, Any]:
    sides = {seat.organization_id, seat.alliance.organization_id}
    return {
        "id": seat.pk,
        "organization": {"code": seat.organization.code, "name": seat.organization.name},
        "role": seat.role,
        "role_label": seat.get_role_display(),
        "state": seat.state,
        "state_label": seat.state_now.label,
        "state_at": seat.state_at,
        "reason": seat.reason if actor.organization_id in sides else "",
        "moves": [move.name for move in lifecycle.available(seat, actor)],
        "version": seat.version,
    }


class SeatsView(ListingView):
    """Who belongs to one alliance."""

    model = Alliance
    scopes = {"GET": "alliance:read", "POST": "alliance:write"}
    serializer_class = SeatsOut
    pagination_class = None
    filter_backends: list = []

    @extend_schema(summary="读取联盟成员", responses={200: SeatsOut, 404: NOT_FOUND}, tags=["联盟"])
    def get(self, request: Request, pk: int) -> Response:
        """现有成员；秘书处另看得到申请和邀请，单位另看得到自己的。"""
        alliance = self.one(pk)
        rows = list(alliance.seats.visible_to(self.actor).select_related("organization"))
        for seat in rows:
            seat.alliance = alliance
        return Response({"results": [seat_of(seat, self.actor) for seat in rows]})

    @extend_schema(
        summary="申请加入，或邀请加入",
        request=SeatIn,
        responses={201: SeatOut, 404: NOT_FOUND, 409: NOT_FOUND, 422: REFUSED},
        tags=["联盟"],
    )
    def post(self, request: Request, pk: int) -> Response:
        """不写 organization 是本单位申请；写了是秘书处邀请那家单位。一家单位同时只有一份在办的。"""
        alliance, body = self.one(pk), as_object(request.data)
        code, reason = text_of(body, "organization"), text_of(body, "reason")
        if code:
            given = {"organization": self.named(code), "role": text_of(body, "role") or "member", "reason": reason}
            seat = seats.invite(alliance=alliance, actor=self.actor, **given)
        else:
            seat = seats.join(alliance=alliance, actor=self.actor, reason=reason)
        return Response(seat_of(seat, self.actor), status=status.HTTP_201_CREATED)

    def named(self, code: str) -> Organization:
        found = Organization.objects.public().filter(code=code[:40]).first()
        if found is None:
            raise Defects(
                [Defect("organization", f"没有代码为「{code[:40]}」的单位", "用 organizations 接口返回的 code")]
            )
        return found


class SeatMovesView(GenericAPIView):
    """Approve, return, accept, decline, leave … one seat."""

    scopes = {"POST": "alliance:write"}
    serializer_class = SeatOut

    def get_queryset(self):
        if getattr(self, "swagger_fake_view", False):
            return AllianceMember.objects.none()
        rows = AllianceMember.objects.visible_to(self.request.user.actor)
        return rows.select_related("alliance__organization", "organization")

    @extend_schema(
        summary="审批、答复、退出",
        request=MoveIn,
        responses={200: SeatOut, 404: NOT_FOUND, 409: NOT_FOUND, 422: REFUSED},
        tags=["联盟"],
    )
    def post(self, request: Request, pk: int) -> Response:
        """与网页上的按钮相同：approve、send_back、accept、decline、leave、remove …"""
        if pk > BIGGEST_ID:
            raise Http404
        seat, body = get_object_or_404(self.get_queryset(), pk=pk), as_object(request.data)
        name = text_of(body, "move")
        if name not in seat.lifecycle.by_name:
            known = "、".join(f"{move.name}（{move.label}）" for move in seat.lifecycle.moves)
            raise Defects([Defect("move", f"没有「{name[:20]}」这一步", f"可用的有：{known}")])
        seats.answer(seat=seat, move=name, actor=request.user.actor, note=text_of(body, "note"))
        return Response(seat_of(seat, request.user.actor))
