"""The working-day calendar: which years are known, their days, and entering a notice by pasting it."""

from datetime import date

from django import forms
from django.contrib import messages
from django.http import Http404, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils import timezone
from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from django.views.generic import FormView

from apps.accounts.forms import add_defects
from apps.core import workdays
from apps.core.errors import Defects, Stale
from apps.core.models import CalendarYear
from apps.core.workdays import Day
from apps.core.workdays.entering import YEARS
from apps.portal.views.desk import DeskPage

AHEAD = 2
EXAMPLE = """元旦：1月1日（周五）至3日（周日）放假，共3天。
春节：2月6日至12日放假调休，共7天。2月14日（周日）上班。"""


class NoticeForm(forms.Form):
    """The notice's own words and where they come from."""

    source = forms.CharField(label="依据", max_length=200, help_text="例如：国办发明电〔2026〕×号")
    text = forms.CharField(
        label="通知里写着“放假”“上班”的段落",
        max_length=8000,
        widget=forms.Textarea(attrs={"rows": 10, "placeholder": EXAMPLE}),
        help_text="原样粘贴即可；也可以一行一天，如“2027-02-14 上班 春节”",
    )
    version = forms.IntegerField(widget=forms.HiddenInput, min_value=0)

    def days(self, year: int) -> list[Day] | None:
        """The days read from the text; None when it says something impossible, now on the form."""
        try:
            return workdays.read(self.cleaned_data["text"], year)
        except Defects as refused:
            add_defects(self, refused.defects)
            return None


class CalendarYears(DeskPage):
    """Every year from the first known one to the next but one; a year without a notice says what it counts as."""

    template_name = "portal/calendar/years.html"

    def get_context_data(self, **kwargs):
        found = {row.year: row for row in CalendarYear.objects.prefetch_related("days")}
        last = max([timezone.localdate().year + AHEAD - 1, *found])
        years = [self.summary(year, found.get(year)) for year in range(last, min(found, default=last) - 1, -1)]
        return super().get_context_data(**kwargs) | {"years": years, "unknown": [y for y in years if not y["row"]]}

    def summary(self, year: int, row: CalendarYear | None) -> dict:
        days = list(row.days.all()) if row else []
        worked = sum(day.works for day in days)
        total = workdays.between(date(year - 1, 12, 31), date(year, 12, 31))
        return {"year": year, "row": row, "off": len(days) - worked, "worked": worked, "total": total}


class CalendarYearPage(DeskPage, FormView):
    """One year's days, and its notice entered: read first, shown, then confirmed."""

    template_name = "portal/calendar/year.html"
    form_class = NoticeForm

    @cached_property
    def row(self) -> CalendarYear | None:
        if self.kwargs["year"] not in YEARS:
            raise Http404
        return CalendarYear.objects.filter(year=self.kwargs["year"]).first()

    def get_initial(self) -> dict:
        return {"version": self.row.version if self.row else 0, "source": self.row.source if self.row else ""}

    def get_context_data(self, **kwargs):
        return super().get_context_data(**kwargs) | {
            "year": self.kwargs["year"],
            "row": self.row,
            "days": self.row.days.all() if self.row else [],
            "read": kwargs.get("read"),
        }

    def form_valid(self, form: NoticeForm) -> HttpResponse:
        days = form.days(self.kwargs["year"])
        if days is None:
            return self.form_invalid(form)
        if "confirm" not in self.request.POST:
            return self.render_to_response(self.get_context_data(form=form, read=days))
        return self.enter(form, days)

    def enter(self, form: NoticeForm, days: list[Day]) -> HttpResponse:
        year, source, version = self.kwargs["year"], form.cleaned_data["source"], form.cleaned_data["version"]
        try:
            workdays.enter(year=year, days=days, source=source, actor=self.actor, version=version)
        except Stale as stale:
            form.add_error(None, stale.message)
            return self.form_invalid(form)
        except Defects as refused:
            add_defects(form, refused.defects)
            return self.form_invalid(form)
        messages.success(self.request, _("%(year)s 年已录入，用到它的时限正在重新计算") % {"year": year})
        return HttpResponseRedirect(reverse("calendar-year", args=[year]))

    def form_invalid(self, form: NoticeForm) -> HttpResponse:
        return self.render_to_response(self.get_context_data(form=form), status=422)
