"""`{% load listings %}`: what a template may ask of a listing."""

from django import template

from apps.portal import presenting

register = template.Library()


@register.filter
def row_facts(listing):
    return presenting.row_facts(listing)


@register.filter
def cells(listing):
    return presenting.cells(listing)


@register.filter
def details(listing):
    return presenting.details(listing)
