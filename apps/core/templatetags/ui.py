"""Words of our templates: `{% ui %}` (a component with a contract), `{% icon %}`, and how we write dates and money."""

from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal, InvalidOperation
from functools import lru_cache

from django import template
from django.forms.widgets import CheckboxInput, Select
from django.template import Context, TemplateSyntaxError
from django.template.base import token_kwargs
from django.template.engine import Engine
from django.templatetags.static import static
from django.utils import timezone
from django.utils.html import format_html

from apps.core import component, text

register = template.Library()
AGING_DAYS, STALE_DAYS = 45, 90


class ComponentNode(template.Node):
    """Renders templates/ui/<name>.html with exactly the parameters its contract names."""

    def __init__(self, contract, given, asvar=None):
        self.contract, self.given, self.asvar = contract, given, asvar

    def render(self, context):
        values = {**self.contract.defaults, **{k: v.resolve(context) for k, v in self.given.items()}}
        values |= {name: context.get(name) for name in self.contract.ambient}
        inner = Context(values, autoescape=context.autoescape)
        html = context.template.engine.get_template(f"ui/{self.contract.component}.html").render(inner)
        if self.asvar:
            context[self.asvar] = html
            return ""
        return html


@register.tag("ui")
def do_ui(parser, token):
    """`{% ui "state_badge" state=demand.state %}`; end with `as name` to keep the result instead of printing it."""
    bits = token.split_contents()[1:]
    if not bits or bits[0][0] not in "\"'" or bits[0][-1] != bits[0][0]:
        raise TemplateSyntaxError("{% ui %} takes the component's name in quotes first")
    name, bits = bits[0][1:-1], bits[1:]
    asvar = None
    if len(bits) >= 2 and bits[-2] == "as":
        asvar, bits = bits[-1], bits[:-2]
    given = token_kwargs(bits, parser)
    if bits:
        raise TemplateSyntaxError(f'{{% ui "{name}" %}} takes parameters as name=value, not “{bits[0]}”')
    source = Engine.get_default().get_template(f"ui/{name}.html").source
    contract = component.read(name, source)
    contract.check(set(given))
    return ComponentNode(contract, given, asvar)


@register.simple_tag
@lru_cache(maxsize=512)
def icon(name, size=""):
    """One symbol of the sprite; the sprite is built from the names used in templates and Python. Dozens a page."""
    css = "ds-icon ds-icon--lg" if size == "lg" else "ds-icon"
    sprite = static("vendor/icons.svg")
    return format_html('<svg class="{}" aria-hidden="true"><use href="{}#{}"/></svg>', css, sprite, name)


def _day(value):
    if isinstance(value, datetime):
        return timezone.localtime(value).date() if timezone.is_aware(value) else value.date()
    return value if isinstance(value, date) else None


@register.filter
def date_cn(value):
    """2026年11月21日; an empty value stays empty."""
    day = _day(value)
    return f"{day.year}年{day.month}月{day.day}日" if day else ""


@register.filter
def short_date_cn(value):
    """11月21日, for lists whose year is plain."""
    day = _day(value)
    return f"{day.month}月{day.day}日" if day else ""


@register.filter
def moment_cn(value):
    """2026年11月21日 14:05."""
    if not isinstance(value, datetime):
        return date_cn(value)
    local = timezone.localtime(value) if timezone.is_aware(value) else value
    return f"{date_cn(local)} {local:%H:%M}"


@register.filter
def clock_cn(value):
    """14:05."""
    if not isinstance(value, datetime):
        return ""
    return f"{timezone.localtime(value) if timezone.is_aware(value) else value:%H:%M}"


LASTING = ((86400, 3600, "天", "小时"), (3600, 60, "小时", "分"), (60, 1, "分", "秒"))


@register.filter
def lasted_cn(value):
    """A timedelta as people say it: 40 毫秒, 1.2 秒, 3 分 20 秒, 2 小时 5 分, 3 天."""
    if value is None:
        return ""
    seconds = max(0.0, value.total_seconds())
    if seconds < 0.9995:
        return f"{seconds * 1000:.0f} 毫秒"
    if seconds < 59.95:
        return f"{seconds:.1f}".removesuffix(".0") + " 秒"
    whole = round(seconds)
    size, part, name, part_name = next(row for row in LASTING if whole >= row[0])
    rest = whole % size // part
    return f"{whole // size} {name} {rest} {part_name}" if rest else f"{whole // size} {name}"


def _number(value):
    try:
        number = Decimal(str(value))
    except InvalidOperation:
        return None
    return number if number.is_finite() else None


def _plain(number: Decimal) -> str:
    """Digits with thousands commas and no idle zeros."""
    written = f"{number:,f}"
    return written.rstrip("0").rstrip(".") if "." in written else written


@register.filter
def wan(value):
    """An amount held in 万元, with the yuan beside it: 20 万元（200,000 元）."""
    number = _number(value) if value not in (None, "") else None
    if number is None:
        return ""
    return f"{_plain(number)} 万元（{_plain((number * 10_000).quantize(Decimal('0.01')))} 元）"


@register.filter
def wan_short(value):
    """The same amount where there is no room for yuan: 20 万元."""
    number = _number(value) if value not in (None, "") else None
    return "" if number is None else f"{_plain(number)} 万元"


@register.filter
def count_cn(value):
    """A count people can read; above a thousand nobody counts one by one: 1000+."""
    if value is None:
        return "—"
    return "1000+" if value > 1000 else f"{value:,}"


@dataclass(frozen=True)
class Freshness:
    """How long ago the owner looked at a listing, with the words and the tone that say it."""

    days: int | None
    tone: str
    icon: str
    words: str


@register.filter
def fresh(value, today=None):
    """A day → tone and words. Stale listings sink in search; the words say why."""
    day = _day(value)
    if day is None:
        return Freshness(days=None, tone="stale", icon="alert-triangle", words="尚未核实")
    days = max(0, ((today or timezone.localdate()) - day).days)
    if days > STALE_DAYS:
        return Freshness(days=days, tone="stale", icon="alert-triangle", words=f"{days} 天没有核实")
    if days > AGING_DAYS:
        return Freshness(days=days, tone="aging", icon="alert-triangle", words=f"{days} 天前核实，快到期")
    words = {0: "今天核实", 1: "昨天核实"}.get(days, f"{days} 天前核实")
    return Freshness(days=days, tone="", icon="refresh", words=words)


@register.filter
def mask_phone(value):
    return text.mask_phone(value) if value else ""


@register.filter
def mask_email(value):
    return text.mask_email(value) if value else ""


@register.filter
def mask_name(value):
    return text.mask_name(value) if value else ""


@register.filter
def circled(value):
    """1 → ①, the number that ties a field to the words it came from."""
    number = int(value)
    return chr(0x2460 + number - 1) if 1 <= number <= 20 else f"({number})"


@register.filter
def control(field):
    """A form field's widget in our clothes."""
    widget = field.field.widget
    if isinstance(widget, CheckboxInput):
        css = "form-check-input"
    else:
        css = "form-select" if isinstance(widget, Select) else "form-control"
    given = widget.attrs.get("class", "")
    return field.as_widget(attrs={"class": " ".join(filter(None, [css, given, "is-invalid" if field.errors else ""]))})


@register.filter
def entry(mapping, key):
    """`mapping|entry:key` — a template cannot index by a variable."""
    return mapping.get(key) if hasattr(mapping, "get") else None


@register.simple_tag(takes_context=True)
def query(context, **changes):
    """The present address with some parameters changed; None or "" drops one. Page goes back to the first."""
    params = context["request"].GET.copy()
    for name, value in {"page": None, "cursor": None, **changes}.items():
        params.pop(name, None)
        if value not in (None, ""):
            params[name] = value
    return "?" + params.urlencode()
