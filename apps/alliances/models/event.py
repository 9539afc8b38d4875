"""A place at an event: asked for, waited for, held, used."""

import secrets

from django.db import models
from django.db.models import Q
from django.urls import reverse

from apps.accounts import privacy
from apps.accounts.privacy import CONTRACT, Tag, hidden
from apps.alliances.event import Event
from apps.alliances.lifecycle.event import LIVING, REGISTRATION, TAKEN
from apps.alliances.queries.event import RegistrationQuerySet
from apps.core.lifecycle import Staged, StateField

LETTERS = "23456789ABCDEFGHJKLMNPQRSTUVWXYZ"  # none that one reads for another
LENGTH, GROUP = 16, 4  # eighty bits, in four groups


def new_code() -> str:
    """What nobody guesses and somebody at the door can still type."""
    return "".join(secrets.choice(LETTERS) for _ in range(LENGTH))


class Registration(Staged):
    """One person at one event, for the organization he acted for."""

    lifecycle = REGISTRATION

    event = models.ForeignKey(Event, models.CASCADE, related_name="registrations", verbose_name="活动")
    user = models.ForeignKey("accounts.User", models.CASCADE, related_name="registrations", verbose_name="报名人")
    organization = models.ForeignKey(
        "accounts.Organization", models.SET_NULL, null=True, related_name="+", verbose_name="单位"
    )
    code = models.CharField("签到码", max_length=32, unique=True, default=new_code, editable=False)
    state = StateField(REGISTRATION)
    note = models.CharField("移出说明", max_length=300, blank=True, editable=False)
    created_at = models.DateTimeField("报名时间", auto_now_add=True)

    objects = RegistrationQuerySet.as_manager()

    class Meta:
        verbose_name = "报名"
        ordering = ("pk",)
        constraints = [
            models.UniqueConstraint(
                fields=("event", "user"), condition=Q(state__in=sorted(LIVING)), name="one_living_registration"
            )
        ]
        indexes = [models.Index(fields=("event", "state", "id"), name="registration_queue")]

    def __str__(self) -> str:
        return f"{self.event} 的报名"

    def get_absolute_url(self) -> str:
        return reverse("registration", args=[self.pk])

    @property
    def holds_a_seat(self) -> bool:
        return self.state in TAKEN

    @property
    def is_living(self) -> bool:
        return self.state in LIVING

    @property
    def code_shown(self) -> str:
        """In groups, as it is read out."""
        return " ".join(self.code[place : place + GROUP] for place in range(0, len(self.code), GROUP))

    @property
    def place(self) -> int | None:
        """Which in the queue; none for who does not wait."""
        waiting = self.event.registrations.waiting()
        return waiting.filter(pk__lte=self.pk).count() if self.is_living and not self.holds_a_seat else None


KEPT = "活动结束后 1 年"
privacy.declare(
    "alliances.Registration",
    personal={
        "user": Tag("活动报名与签到", CONTRACT, KEPT, hidden),
        "code": Tag("现场签到", CONTRACT, KEPT, hidden),
        "note": Tag("移出说明", CONTRACT, KEPT, hidden),
    },
    others="id state_at version event organization state created_at".split(),
)
