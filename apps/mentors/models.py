"""Mentors, and what stands behind a card: consent, steps of the ladder, appointments, hours."""

from datetime import date

from django.db import models
from django.db.models import F, Q
from django.urls import reverse

from apps.accounts import privacy
from apps.accounts.privacy import CONSENT, DUTY, Tag, hidden
from apps.core.lifecycle import Staged, StateField
from apps.mentors.kinds import AssistantDetails, LecturerDetails, ProfessorDetails
from apps.mentors.lifecycle import APPOINTMENT, GRADE, GRANTED, HOUR, OPEN_TERMS
from apps.mentors.mentor import KEPT, Mentor, MentorDetails
from apps.mentors.queries import AppointmentQuerySet, BehindCardQuerySet, GradeQuerySet, HourQuerySet

__all__ = [
    "Appointment",
    "AssistantDetails",
    "Consent",
    "Grade",
    "HourEntry",
    "LecturerDetails",
    "Mentor",
    "MentorDetails",
    "ProfessorDetails",
]


class Consent(models.Model):
    """The person's word that his card may be public: which text, when, given how and noted by whom."""

    SELF, PAPER = "self", "paper"
    WAYS = {SELF: "本人登录确认", PAPER: "本人签署的书面同意书，由单位存档"}

    mentor = models.ForeignKey(Mentor, models.CASCADE, related_name="consents", verbose_name="导师")
    version = models.CharField("文本版本", max_length=20)
    text = models.TextField("同意书全文")
    way = models.CharField("方式", max_length=8, choices=WAYS.items())
    given_at = models.DateTimeField("同意时间")
    noted_by = models.ForeignKey("accounts.User", models.SET_NULL, null=True, related_name="+", verbose_name="登记人")
    taken_back_at = models.DateTimeField("撤回时间", null=True)
    taken_back_by = models.ForeignKey(
        "accounts.User", models.SET_NULL, null=True, related_name="+", verbose_name="撤回登记人"
    )

    objects = BehindCardQuerySet.as_manager()

    class Meta:
        verbose_name = "公开同意"
        ordering = ("-given_at", "-id")
        constraints = [
            models.UniqueConstraint(fields=("mentor",), condition=Q(taken_back_at=None), name="one_standing_consent")
        ]

    def __str__(self) -> str:
        return f"{self.mentor} 同意书 {self.version}"


class Grade(Staged):
    """A step of the 双师型 ladder, on evidence, for five years at most."""

    LEVELS = {"junior": "初级", "middle": "中级", "senior": "高级"}
    lifecycle = GRADE

    mentor = models.ForeignKey(Mentor, models.CASCADE, related_name="grades", verbose_name="导师")
    level = models.CharField("等级", max_length=8, choices=LEVELS.items())
    basis = models.CharField("依据", max_length=300)
    granted_on = models.DateField("认定日期")
    expires_on = models.DateField("有效期至")
    state = StateField(GRADE)

    objects = GradeQuerySet.as_manager()

    class Meta:
        verbose_name = "双师等级"
        ordering = ("-granted_on", "-id")
        constraints = [
            models.CheckConstraint(condition=Q(expires_on__gt=F("granted_on")), name="grade_expires_after_grant"),
            models.UniqueConstraint(
                fields=("mentor", "level"), condition=Q(state__in=["claimed", "granted"]), name="grade_level_once"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.mentor} {self.get_level_display()}"

    def holds_on(self, day: date) -> bool:
        return self.state == GRANTED and self.expires_on >= day

    def get_absolute_url(self) -> str:
        return self.mentor.get_absolute_url()


class Appointment(Staged):
    """A school appoints a mentor of another unit for a term."""

    lifecycle = APPOINTMENT

    mentor = models.ForeignKey(Mentor, models.PROTECT, related_name="appointments", verbose_name="导师")
    unit = models.ForeignKey("accounts.Organization", models.PROTECT, related_name="+", verbose_name="导师单位")
    organization = models.ForeignKey("accounts.Organization", models.PROTECT, related_name="+", verbose_name="聘任学校")
    post = models.CharField("聘任岗位", max_length=60)
    duties = models.TextField("职责")
    since = models.DateField("聘期自")
    until = models.DateField("聘期至")
    planned_hours = models.PositiveIntegerField("计划课时", null=True, blank=True)
    state = StateField(APPOINTMENT)
    is_demo = models.BooleanField("演示", default=False)
    created_at = models.DateTimeField("提出时间", auto_now_add=True)

    objects = AppointmentQuerySet.as_manager()

    class Meta:
        verbose_name = "聘任"
        ordering = ("-created_at", "-id")
        constraints = [
            models.CheckConstraint(condition=Q(until__gte=F("since")), name="appointment_term"),
            models.CheckConstraint(condition=~Q(unit=F("organization")), name="appointment_two_sides"),
            models.UniqueConstraint(
                fields=("mentor", "organization"),
                condition=Q(state__in=sorted(OPEN_TERMS)),
                name="appointment_open_once",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.organization} 聘 {self.mentor} 为{self.post}"

    def get_absolute_url(self) -> str:
        return reverse("appointment", args=[self.pk])

    def is_past(self, today: date) -> bool:
        return self.until < today


class HourEntry(Staged):
    """Hours of one day, written down by one side; they count when the other side has said yes. Never changed."""

    lifecycle = HOUR

    appointment = models.ForeignKey(Appointment, models.PROTECT, related_name="hours", verbose_name="聘任")
    day = models.DateField("日期")
    hours = models.DecimalField("课时", max_digits=4, decimal_places=1)
    what = models.CharField("内容", max_length=200)
    corrects = models.ForeignKey("self", models.PROTECT, null=True, related_name="corrections", verbose_name="更正")
    recorded_by = models.ForeignKey("accounts.Organization", models.PROTECT, related_name="+", verbose_name="登记单位")
    confirmed_by = models.ForeignKey(
        "accounts.Organization", models.PROTECT, null=True, related_name="+", verbose_name="确认单位"
    )
    state = StateField(HOUR)
    created_at = models.DateTimeField("登记时间", auto_now_add=True)

    objects = HourQuerySet.as_manager()

    class Meta:
        verbose_name = "课时"
        ordering = ("-day", "-id")
        constraints = [
            models.CheckConstraint(condition=Q(hours__gte=-24, hours__lte=24) & ~Q(hours=0), name="hours_within_a_day"),
            models.CheckConstraint(
                condition=Q(corrects__isnull=False) | Q(hours__gt=0), name="hours_positive_unless_correcting"
            ),
            models.CheckConstraint(
                condition=Q(confirmed_by=None) | ~Q(confirmed_by=F("recorded_by")), name="hours_two_words"
            ),
            models.CheckConstraint(
                condition=~Q(state="confirmed") | Q(confirmed_by__isnull=False), name="hours_confirmed_by_somebody"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.day} {self.hours} 课时"

    def get_absolute_url(self) -> str:
        return self.appointment.get_absolute_url()


privacy.declare(
    "mentors.Consent",
    personal={
        "mentor": Tag("留存同意记录", CONSENT, KEPT, hidden),
        "noted_by": Tag("表明登记人", DUTY, KEPT, hidden),
        "taken_back_by": Tag("表明登记人", DUTY, KEPT, hidden),
    },
    others="id version text way given_at taken_back_at".split(),
)
privacy.declare(
    "mentors.Grade",
    personal={
        "mentor": Tag("双师等级认定", CONSENT, KEPT, hidden),
        "basis": Tag("双师等级认定", CONSENT, KEPT, hidden),
    },
    others="id state_at version level granted_on expires_on state".split(),
)
privacy.declare(
    "mentors.Appointment",
    personal={"mentor": Tag("聘任", CONSENT, KEPT, hidden)},
    others="id state_at version unit organization post duties since until planned_hours state is_demo "
    "created_at".split(),
)
