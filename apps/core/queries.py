"""Adjectives of attachments: seen exactly as the record they belong to."""

from typing import Any

from django.contrib.contenttypes.models import ContentType
from django.db.models import Model, Q, QuerySet


class AttachmentQuerySet(QuerySet):
    def about(self, record: Model) -> "AttachmentQuerySet":
        return self.filter(about_type=ContentType.objects.get_for_model(record), about_id=record.pk)

    def visible_to(self, actor: Any) -> "AttachmentQuerySet":
        """Those whose record the actor may see: the twin of "attachment.view"."""
        seen = Q(pk__in=[])
        for type_id in self.order_by().values_list("about_type", flat=True).distinct():
            model = ContentType.objects.get_for_id(type_id).model_class()
            if model is not None:
                seen |= Q(about_type=type_id, about_id__in=model._default_manager.visible_to(actor).values("pk"))
        return self.filter(seen)
