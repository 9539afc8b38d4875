"""The description of the API and a page to read it on; both public, assets served by us."""

from django.http import HttpRequest, JsonResponse
from django.views.decorators.csrf import csrf_exempt
from django.views.generic import TemplateView
from drf_spectacular.views import SpectacularAPIView


class SchemaView(SpectacularAPIView):
    """OpenAPI 3.1."""

    authentication_classes: list = []
    permission_classes: list = []


class DocsView(TemplateView):
    """The same description as a page."""

    template_name = "api/docs.html"


@csrf_exempt
def missing(request: HttpRequest) -> JsonResponse:
    """Nothing lives here: said as a problem document, not as a page."""
    body = {
        "type": "about:blank",
        "title": "没有找到",
        "status": 404,
        "detail": "没有这个接口地址，请看 /api/docs/",
        "instance": request.path,
        "request_id": request.id,
    }
    return JsonResponse(body, status=404, content_type="application/problem+json")
