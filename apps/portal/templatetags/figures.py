"""`{% load figures %}`: numbers of a base as people write them."""

from django import template

from apps.bases import indicators

register = template.Library()


@register.filter
def plain(value):
    """1200.00 → 1200; nothing stays nothing."""
    return "" if value is None else indicators.plain(value)


@register.filter
def newest(cells):
    """The first figure of a row that is there: years run from the newest."""
    return next((cell for cell in cells if cell), None)
