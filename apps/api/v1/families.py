"""The three addresses every family of listings has over the API, made from one row: list and create, read, move."""

from dataclasses import dataclass

from django.urls import URLPattern, path
from drf_spectacular.utils import OpenApiResponse, extend_schema, extend_schema_view

from apps.api.conditional import IF_MATCH, IF_NONE_MATCH, MUST_MATCH
from apps.api.v1.listings import (
    ListingChange,
    ListingIn,
    ListingItem,
    ListingList,
    ListingMoves,
    ListingOut,
    ListingView,
    MoveIn,
)
from apps.listings.filters import ListingFilter
from apps.listings.models import Listing

NOT_FOUND = OpenApiResponse(description="没有这一条，或它不对您开放（application/problem+json）")
REFUSED = OpenApiResponse(description="内容没有通过检查，errors[].pointer 指到出错的字段（application/problem+json）")


@dataclass(frozen=True)
class Family:
    """What the API says of one family; `out` and `body` are named for the documentation."""

    model: type[Listing]
    filterset: type[ListingFilter]
    out: type[ListingOut]
    body: type[ListingIn]
    submitted: str = "与网页上的按钮相同。"

    @property
    def paths(self) -> list[URLPattern]:
        name = self.model._meta.model_name
        return [
            path(f"v1/{name}s/", self._many().as_view(), name=f"api-{name}s"),
            path(f"v1/{name}s/<int:pk>/", self._one().as_view(), name=f"api-{name}"),
            path(f"v1/{name}s/<int:pk>/moves/", self._moves().as_view(), name=f"api-{name}-moves"),
        ]

    def _class(self, page: str, base: type[ListingView], scopes: dict[str, str], **more) -> type[ListingView]:
        """A view of this family; `scopes` name what a key must be made for."""
        name = self.model._meta.model_name
        asked = {method: f"{name}:{scope}" for method, scope in scopes.items()}
        return type(f"{self.model.__name__}{page}", (base,), {"model": self.model, "scopes": asked, **more})

    def _many(self) -> type[ListingView]:
        word, tags = self.model._meta.verbose_name, [str(self.model._meta.verbose_name)]
        listed = extend_schema(
            summary=f"查询{word}",
            description=f"公开的{word}和本单位的全部{word}，新的在前。筛选参数与网页相同。",
            responses=self.out(many=True),
            tags=tags,
        )
        created = extend_schema(
            summary=f"新建{word}草稿",
            description="建一条草稿；送审请再调用 moves。",
            request=self.body,
            responses={201: self.out, 422: REFUSED},
            tags=tags,
        )
        view = self._class("s", ListingList, {"GET": "read", "POST": "write"}, filterset_class=self.filterset)
        return extend_schema_view(get=listed, post=created)(view)

    def _one(self) -> type[ListingView]:
        word = self.model._meta.verbose_name
        read = extend_schema(
            summary=f"读取一条{word}",
            description="联系方式仅在有权知道时给出。`ETag` 用于之后的 If-Match 与 If-None-Match。",
            parameters=[IF_NONE_MATCH],
            responses={200: self.out, 404: NOT_FOUND},
            tags=[str(word)],
        )
        changed = extend_schema(
            summary=f"修改一条{word}",
            description="只写要改的字段。要带 If-Match：别人先保存了就答 412，请重新读取再改。",
            parameters=[MUST_MATCH],
            request=ListingChange,
            responses={200: self.out, 404: NOT_FOUND, 422: REFUSED},
            tags=[str(word)],
        )
        view = self._class("", ListingItem, {"GET": "read", "PATCH": "write"})
        return extend_schema_view(get=read, patch=changed)(view)

    def _moves(self) -> type[ListingView]:
        moved = extend_schema(
            summary="送审、收回、结束",
            description=self.submitted,
            parameters=[IF_MATCH],
            request=MoveIn,
            responses={200: self.out, 404: NOT_FOUND, 409: NOT_FOUND, 422: REFUSED},
            tags=[str(self.model._meta.verbose_name)],
        )
        return extend_schema_view(post=moved)(self._class("Moves", ListingMoves, {"POST": "write"}))
