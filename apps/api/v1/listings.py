"""What all families share: lists, one item, creation, moves. Bodies are checked by the kind's own fields."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from typing import Any

from django.http import Http404
from rest_framework import serializers, status
from rest_framework.generics import GenericAPIView, get_object_or_404
from rest_framework.request import Request
from rest_framework.response import Response

from apps.accounts.actor import Actor
from apps.api.conditional import expect, tagged
from apps.core import lifecycle, rules
from apps.core.errors import Defect, Defects
from apps.listings import services
from apps.listings.models import Listing
from apps.listings.vocabulary import remembered

BIGGEST_ID = 2**63 - 1


class OrganizationRef(serializers.Serializer):
    """Who it belongs to."""

    code = serializers.CharField()
    name = serializers.CharField()


class Contact(serializers.Serializer):
    """Only where one listing is read alone, by those who may know."""

    name = serializers.CharField()
    phone = serializers.CharField()
    email = serializers.CharField()


class ListingOut(serializers.Serializer):
    """One listing as the caller may see it; `details` has the fields that `GET /kinds/` names for its kind."""

    id = serializers.IntegerField()
    code = serializers.CharField()
    kind = serializers.CharField()
    kind_label = serializers.CharField()
    title = serializers.CharField()
    text = serializers.CharField()
    state = serializers.CharField()
    state_label = serializers.CharField()
    visibility = serializers.CharField()
    organization = OrganizationRef()
    nodes = serializers.ListField(child=serializers.CharField())
    park = serializers.CharField(allow_blank=True)
    valid_until = serializers.DateField(allow_null=True)
    external_id = serializers.CharField(allow_blank=True)
    contact = Contact(allow_null=True)
    details = serializers.DictField()
    version = serializers.IntegerField()
    checked_at = serializers.DateTimeField()
    published_at = serializers.DateTimeField(allow_null=True)
    created_at = serializers.DateTimeField()
    updated_at = serializers.DateTimeField()
    url = serializers.CharField()


class ListingIn(serializers.Serializer):
    """A new listing: common fields at the top, the kind's own under `details`."""

    kind = serializers.CharField(help_text="类别代码，见 GET /api/v1/kinds/")
    title = serializers.CharField(help_text="4—80 个字")
    text = serializers.CharField(help_text="10—5000 个字")
    details = serializers.DictField(required=False, help_text="该类别的字段，见 GET /api/v1/kinds/")
    nodes = serializers.ListField(child=serializers.CharField(), required=False)
    park = serializers.CharField(required=False)
    contact_name = serializers.CharField(required=False)
    contact_phone = serializers.CharField(required=False)
    contact_email = serializers.CharField(required=False)
    visibility = serializers.ChoiceField(choices=["public", "matched", "committee"], required=False)
    valid_until = serializers.DateField(required=False)
    external_id = serializers.CharField(required=False)


class ListingChange(ListingIn):
    """What is to be different; whatever is left out stays as it is."""

    kind = serializers.CharField(required=False, help_text="不能改；写了就要与原来的一样")
    title = serializers.CharField(required=False, help_text="4—80 个字")
    text = serializers.CharField(required=False, help_text="10—5000 个字")


class MoveIn(serializers.Serializer):
    """A move by its name, with the words it asks for."""

    move = serializers.CharField(help_text="submit、withdraw、close …")
    note = serializers.CharField(required=False)
    reason = serializers.CharField(required=False)


def shown(listing: Listing, actor: Actor, *, alone: bool = True) -> dict[str, Any]:
    """One listing as `actor` may see it, as plain JSON; contacts only where it stands `alone`, never in a list."""
    kind, state = listing.kind_row, listing.state_now
    mine = actor.organization_id == listing.organization_id
    knows = alone and rules.allowed(actor, "view_contact", listing)
    contact = {"name": listing.contact_name, "phone": listing.contact_phone, "email": listing.contact_email}
    body = {
        "id": listing.pk,
        "code": listing.code,
        "kind": kind.slug,
        "kind_label": kind.label,
        "title": listing.title,
        "text": listing.text,
        "state": state.value,
        "state_label": state.label if mine or actor.is_staff_side else state.public_label,
        "visibility": listing.visibility,
        "organization": {"code": listing.organization.code, "name": listing.organization.name},
        "nodes": [node.code for node in listing.nodes.all()],
        "park": listing.park.code if listing.park_id else "",
        "valid_until": listing.valid_until,
        "external_id": listing.external_id if mine else "",
        "contact": contact if knows else None,
        "details": {name: getattr(listing.details, name) for name in kind.fields},
        "version": listing.version,
        "checked_at": listing.checked_at,
        "published_at": listing.published_at,
        "created_at": listing.created_at,
        "updated_at": listing.updated_at,
        "url": listing.get_absolute_url(),
    }
    extra = [name for name in listing.kinds.common if name not in body and not listing.kinds.common[name].personal]
    return body | {name: getattr(listing, name) for name in extra} | listing.beside()


class ListingView(GenericAPIView):
    """One family; subclasses set `model`, `filterset_class` and `scopes`."""

    model: type[Listing]
    scopes: dict[str, str]
    serializer_class = ListingOut

    def get_queryset(self):
        if getattr(self, "swagger_fake_view", False):
            return self.model.objects.none()
        return self.model.objects.visible_to(self.actor).with_card()

    @property
    def actor(self) -> Actor:
        return self.request.user.actor

    def one(self, pk: int) -> Listing:
        """The listing, or 404 when there is none that this caller may know of."""
        if pk > BIGGEST_ID:
            raise Http404
        return get_object_or_404(self.get_queryset(), pk=pk)


class ListingItem(ListingView):
    """Read one, change one."""

    def get(self, request: Request, pk: int) -> Response:
        return tagged(request, shown(self.one(pk), self.actor))

    def patch(self, request: Request, pk: int) -> Response:
        listing = self.one(pk)
        rules.require(self.actor, "edit", listing)
        expect(request, shown(listing, self.actor), required=True)
        kind, data, path = split({"kind": listing.kind, **as_object(request.data)})
        if kind != listing.kind:
            raise Defects([Defect("kind", "类别不能改", "请去掉这一项，或另建一条")])
        with pointing(path):
            services.update(listing, data, actor=self.actor, version=listing.version)
        return tagged(request, shown(self.one(pk), self.actor))


class ListingList(ListingView):
    """List and create."""

    def get(self, request: Request) -> Response:
        page = self.paginate_queryset(self.filter_queryset(self.get_queryset()))
        return self.get_paginated_response([shown(row, self.actor, alone=False) for row in page])

    def post(self, request: Request) -> Response:
        kind, data, path = split(request.data)
        with remembered():
            with pointing(path):
                made = services.create(self.model, kind, data, actor=self.actor)
            return Response(shown(self.one(made.pk), self.actor), status=status.HTTP_201_CREATED)


class ListingMoves(ListingView):
    """Make a move of the lifecycle."""

    def post(self, request: Request, pk: int) -> Response:
        body = as_object(request.data)
        listing = self.one(pk)
        expect(request, shown(listing, self.actor))
        words = {name: text_of(body, name) for name in ("note", "reason")}
        name = text_of(body, "move")
        if name not in listing.lifecycle.by_name:
            known = "、".join(f"{move.name}（{move.label}）" for move in listing.lifecycle.moves)
            raise Defects([Defect("move", f"没有「{name[:20]}」这一步", f"可用的有：{known}")])
        lifecycle.move(listing, name, actor=self.actor, **words)
        return tagged(request, shown(self.one(pk), self.actor))


@contextmanager
def pointing(path: dict[str, str]) -> Iterator[None]:
    """Defects of nested fields point to where the body has them."""
    try:
        yield
    except Defects as error:
        raise Defects([replace(one, field=path.get(one.field, one.field)) for one in error.defects]) from error


def as_object(body: Any) -> dict[str, Any]:
    if not isinstance(body, dict):
        raise Defects([Defect("", "请求体应为一个 JSON 对象", '例如 {"title": "…"}')])
    return body


def text_of(body: dict[str, Any], name: str) -> str:
    value = body.get(name, "")
    if not isinstance(value, str) or "\x00" in value or len(value) > 2000:
        raise Defects([Defect(name, f"“{name}”应为 2000 字以内的文字", "请改为字符串")])
    return value


def split(raw: Any) -> tuple[str, dict[str, Any], dict[str, str]]:
    """(kind, flat data, JSON path of each detail) of a body with nested details."""
    body = as_object(raw)
    details = body.get("details") or {}
    if not isinstance(details, dict):
        raise Defects([Defect("details", "“details”应为一个 JSON 对象", "字段见 GET /api/v1/kinds/")])
    common = {name: value for name, value in body.items() if name not in {"kind", "details"}}
    if twice := set(common) & set(details):
        raise Defects([Defect(f"details/{name}", f"“{name}”写了两处", "请只留一处") for name in sorted(twice)])
    kind = body.get("kind")
    if not isinstance(kind, str):
        raise Defects([Defect("kind", "缺少“kind”（类别）", "可用的见 GET /api/v1/kinds/")])
    return kind, {**common, **details}, {name: f"details/{name}" for name in details}
