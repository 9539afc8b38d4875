"""A university has its profile from the first moment; nobody above has to ask whether there is one."""

from django.db.models.signals import post_save
from django.dispatch import receiver

from apps.accounts.models import Organization
from apps.universities.models import UniversityProfile

SORT = "institution"


@receiver(post_save, sender=Organization)
def on_organization_saved(instance, created, raw, **_) -> None:
    if created and not raw and instance.sort == SORT:
        UniversityProfile.objects.get_or_create(organization=instance)
