"""Health for machines: `/livez` touches nothing, `/readyz` asks the database and the migrations."""

from django.db import DatabaseError, connection
from django.db.migrations.executor import MigrationExecutor
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe


@require_safe
@never_cache
def livez(request: HttpRequest) -> HttpResponse:
    """The process answers; nothing else is asked, so nothing else can make it restart."""
    return HttpResponse("ok", content_type="text/plain")


@require_safe
@never_cache
def readyz(request: HttpRequest) -> JsonResponse:
    """503 keeps a proxy from sending people here before the schema is there."""
    try:
        executor = MigrationExecutor(connection)
        waiting = executor.migration_plan(executor.loader.graph.leaf_nodes())
    except DatabaseError:
        return JsonResponse({"status": "down", "database": "unreachable"}, status=503)
    if waiting:
        return JsonResponse({"status": "down", "migrations": len(waiting)}, status=503)
    return JsonResponse({"status": "ready"})
