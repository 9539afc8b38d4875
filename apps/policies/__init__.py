"""Policies: texts and versions, what they mean, how to apply, and which items an organization meets.

A policy is a model of its own and not a family of listings: a listing is a party's offer or wish — with a contact, a
freshness date, a visibility and a counterpart the machine looks for — while a policy is an authority's text that binds
everybody, lives in numbered versions, is valid between two days and ends by being superseded or by running out. It
would use none of a listing's columns and needs all of those a listing has not. What listings get for free it still
has: list, detail, form, sheets in and out, API, search and facts, all over the same tools of core.
"""
