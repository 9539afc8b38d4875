"""Policies for everybody: the list, one policy with its items, guides, the feed, and who wants to hear of more."""

from collections.abc import Iterable
from typing import Any

from django.contrib import messages
from django.core.paginator import Paginator
from django.db.models import Case, IntegerField, QuerySet, Value, When
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect, QueryDict
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils import timezone
from django.utils.feedgenerator import Atom1Feed
from django.utils.translation import gettext as _

from apps.core import rules, search, text
from apps.core.criteria import amount, evaluate
from apps.policies import services, sheets
from apps.policies.filters import PolicyFilter
from apps.policies.lifecycle import POLICY, PUBLIC_STATES, PUBLISHED
from apps.policies.models import Guide, Policy, PolicyItem, Subscription
from apps.policies.words import DEPARTMENTS, LEVELS, LEVERS
from apps.portal import buttons
from apps.portal.facets import Chip, Facet, Option, without
from apps.portal.files import attachment
from apps.portal.views.base import Action, Page
from apps.portal.views.site import safe_next

PER_PAGE, FEED_LENGTH = 20, 50
FACETS = {
    "lever": LEVERS,
    "department": DEPARTMENTS,
    "level": LEVELS,
    "state": {state.value: state.label for state in POLICY.states if state.value in PUBLIC_STATES},
}


class PolicyPages(Page):
    """What the list and its export share: the rows under the address's filters."""

    def filterset(self, params: QueryDict) -> PolicyFilter:
        return PolicyFilter(params, queryset=Policy.objects.public(), request=self.request)

    def rows(self) -> QuerySet[Policy]:
        """In force first, the newest first."""
        ended = Case(When(state=PUBLISHED, then=Value(0)), default=Value(1), output_field=IntegerField())
        return self.filterset(self.request.GET).qs.annotate(ended=ended).order_by("ended", "-issued_on", "-pk")


class PolicyList(PolicyPages):
    template_name = "portal/policies/list.html"

    def get_context_data(self, **kwargs):
        params = self.request.GET
        page = Paginator(self.rows().for_list(), PER_PAGE).get_page(params.get("page"))
        facets = list(self.facets(params))
        return super().get_context_data(**kwargs) | {
            "page": page,
            "total": page.paginator.count,
            "facets": facets,
            "chips": chips(facets, params),
            "query_text": text.normalize(params.get("q", ""))[: search.MAX_QUERY],
            "refused": self.filterset(params).errors,
            "subscribed": Subscription.objects.visible_to(self.actor).count() if self.actor.user_id else 0,
        }

    def facets(self, params: QueryDict) -> Iterable[Facet]:
        """Policies are hundreds at most: what one query brings is counted here, each facet without its own choice."""
        words = QueryDict(mutable=True)
        words["q"] = params.get("q", "")
        found = list(self.filterset(words).qs.order_by().values("levers", "department", "level", "state"))
        rows = [{**row, "lever": row["levers"]} for row in found]
        for name, labels in FACETS.items():
            chosen = set(params.getlist(name))
            others = [row for row in rows if all(meets(row, o, params) for o in FACETS if o != name)]
            options = [
                Option(code, label, sum(holds(row[name], {code}) for row in others), code in chosen)
                for code, label in labels.items()
            ]
            kept = [option for option in options if option.count or option.selected]
            yield Facet(name, PolicyFilter.base_filters[name].label, kept)


def holds(value: Any, wanted: set[str]) -> bool:
    return bool(wanted & set(value)) if isinstance(value, list) else value in wanted


def meets(row: dict[str, Any], name: str, params: QueryDict) -> bool:
    wanted = set(params.getlist(name)) & set(FACETS[name])
    return not wanted or holds(row[name], wanted)


def chips(facets: Iterable[Facet], params: QueryDict) -> list[Chip]:
    return [
        Chip(option.label, without(params, facet.name, option.value))
        for facet in facets
        for option in facet.options
        if option.selected
    ]


class PolicyExport(PolicyPages):
    """The list as a workbook that can be brought in again."""

    def get(self, request: HttpRequest, **kwargs) -> HttpResponse:
        name = f"政策-{timezone.localdate():%Y%m%d}.xlsx"
        return attachment(name, sheets.export(self.rows(), filters=self.filterset(request.GET).described()))


class PolicyPage(Page):
    """A page about one policy, found among what the actor may see."""

    def get_subject(self) -> Policy:
        rows = Policy.objects.visible_to(self.actor).select_related("replaces", "guide")
        return get_object_or_404(rows, pk=self.kwargs["pk"])


class PolicyDetail(PolicyPage):
    """The words with their clauses, what they mean, and the items that can be met."""

    template_name = "portal/policies/detail.html"

    def get_context_data(self, **kwargs):
        policy, texts = self.subject, list(self.subject.texts.all())
        wanted = self.request.GET.get("version", "")
        shown = next((row for row in texts if str(row.number) == wanted), texts[0] if texts else None)
        if wanted and (shown is None or str(shown.number) != wanted):
            raise Http404
        return super().get_context_data(**kwargs) | {
            "policy": policy,
            "texts": texts,
            "shown": shown,
            "items": items_of(policy),
            "successors": policy.replaced_by.public(),
            "can_edit": rules.allowed(self.actor, "edit", policy),
            "buttons": buttons.with_way_back(policy, self.actor) if self.actor.is_staff_side else [],
            "today": timezone.localdate(),
        }


def items_of(policy: Policy) -> list[dict[str, Any]]:
    """Each item with its conditions and its arithmetic in words, as far as they say without knowing anybody."""
    words, today = services.vocabulary(), timezone.localdate()
    return [described(item, words, today) for item in policy.items.prefetch_related("excludes")]


def described(item: PolicyItem, words: Any, today: Any) -> dict[str, Any]:
    criteria, formula = services.criteria_of(item, words), services.formula_of(item, words)
    return {
        "item": item,
        "conditions": evaluate(criteria, {}).conditions if criteria else (),
        "sum": amount(formula, {}) if formula else None,
        "window": item.window(today),
    }


class PolicyGuide(PolicyPage):
    template_name = "portal/policies/guide.html"

    def get_subject(self) -> Policy:
        policy = super().get_subject()
        if not policy.has_guide:
            raise Http404
        return policy


class Guides(Page):
    """办事指南: how to apply, policy by policy."""

    template_name = "portal/policies/guides.html"

    def get_context_data(self, **kwargs):
        rows = Guide.objects.in_force().select_related("policy").order_by("-updated_at", "pk")
        page = Paginator(rows, PER_PAGE).get_page(self.request.GET.get("page"))
        return super().get_context_data(**kwargs) | {"page": page, "total": page.paginator.count}


class PolicyFeed(PolicyPages):
    """Atom: policies in force, under the same filters as the list."""

    def get(self, request: HttpRequest, **kwargs) -> HttpResponse:
        link = request.build_absolute_uri
        feed = Atom1Feed(
            title=_("临港新片区产教融合政策"),
            link=link(reverse("policies")),
            feed_url=link(request.get_full_path()),
            description=_("现行政策"),
            language="zh-Hans",
        )
        rows = self.filterset(request.GET).qs.in_force().order_by("-published_at", "-pk")[:FEED_LENGTH]
        for policy in rows:
            feed.add_item(
                title=policy.title,
                link=link(policy.get_absolute_url()),
                description=policy.summary,
                unique_id=link(policy.get_absolute_url()),
                author_name=policy.get_department_display(),
                categories=policy.lever_labels,
                pubdate=policy.published_at,
                updateddate=policy.updated_at,
            )
        return HttpResponse(feed.writeString("utf-8"), content_type=feed.content_type)


class Subscriptions(Page):
    """What I want to hear of."""

    template_name = "portal/policies/subscriptions.html"

    def get_context_data(self, **kwargs):
        return super().get_context_data(**kwargs) | {
            "subscriptions": list(Subscription.objects.visible_to(self.actor)),
            "levers": LEVERS,
            "departments": DEPARTMENTS,
        }

    def post(self, request: HttpRequest, **kwargs) -> HttpResponse:
        chosen = {name: request.POST.get(name, "") for name in ("lever", "department")}
        row = services.subscribe(actor=self.actor, **chosen)
        messages.success(request, _("已订阅：%(what)s。有新政策时在消息里告诉您。") % {"what": row})
        return HttpResponseRedirect(safe_next(request, "policy-subscriptions"))


class SubscriptionEnd(Action):
    def get_subject(self) -> Subscription:
        return get_object_or_404(Subscription.objects.visible_to(self.actor), pk=self.kwargs["pk"])

    def post(self, request: HttpRequest, **kwargs) -> HttpResponse:
        what = str(self.subject)
        services.unsubscribe(subscription=self.subject, actor=self.actor)
        messages.success(request, _("已退订：%(what)s") % {"what": what})
        return HttpResponseRedirect(reverse("policy-subscriptions"))
