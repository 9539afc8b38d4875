"""Resources over the API: list, create, read, move."""

from drf_spectacular.utils import extend_schema
from rest_framework.request import Request
from rest_framework.response import Response

from apps.api.v1.demands import NOT_FOUND, REFUSED
from apps.api.v1.listings import ListingIn, ListingList, ListingMoves, ListingOut, ListingView, MoveIn
from apps.resources.filters import ResourceFilter
from apps.resources.models import Resource


class ResourceOut(ListingOut):
    """A resource."""


class ResourceIn(ListingIn):
    """A new resource."""


class ResourcesView(ListingList):
    model = Resource
    filterset_class = ResourceFilter
    scopes = {"GET": "resource:read", "POST": "resource:write"}

    @extend_schema(summary="查询资源", responses=ResourceOut(many=True), tags=["资源"])
    def get(self, request: Request) -> Response:
        """公开的资源和本单位的全部资源，新的在前。筛选参数与网页相同。"""
        return self.listed()

    @extend_schema(
        summary="新建资源草稿", request=ResourceIn, responses={201: ResourceOut, 422: REFUSED}, tags=["资源"]
    )
    def post(self, request: Request) -> Response:
        """建一条草稿；送审请再调用 moves。"""
        return self.created()


class ResourceView(ListingView):
    model = Resource
    scopes = {"GET": "resource:read"}

    @extend_schema(summary="读取一条资源", responses={200: ResourceOut, 404: NOT_FOUND}, tags=["资源"])
    def get(self, request: Request, pk: int) -> Response:
        """联系方式仅在有权知道时给出。"""
        return self.item(pk)


class ResourceMovesView(ListingMoves):
    model = Resource
    scopes = {"POST": "resource:write"}

    @extend_schema(
        summary="送审、收回、结束",
        request=MoveIn,
        responses={200: ResourceOut, 404: NOT_FOUND, 409: NOT_FOUND, 422: REFUSED},
        tags=["资源"],
    )
    def post(self, request: Request, pk: int) -> Response:
        """与网页上的按钮相同。"""
        return self.moved(pk)
