"""Adjectives of official lists: what is in force, in what order, and which class covers a code."""

from django.db.models import Max, Q, QuerySet


class ListedQuerySet(QuerySet):
    def active(self) -> "ListedQuerySet":
        return self.filter(active=True)

    def by_name(self) -> "ListedQuerySet":
        """In the order of pinyin, which no collation of the database gives."""
        return self.order_by("sort_key", "code")


class InstitutionQuerySet(ListedQuerySet):
    def named(self, text: str) -> "InstitutionQuerySet":
        """By a part of the name of any year."""
        return self.filter(Q(name__icontains=text) | Q(names__name__icontains=text)).distinct()


class MajorQuerySet(ListedQuerySet):
    def latest(self) -> "MajorQuerySet":
        """The newest catalogue that was loaded."""
        return self.filter(year=self.model.objects.aggregate(year=Max("year"))["year"])


class CodedQuerySet(ListedQuerySet):
    def roots(self) -> "CodedQuerySet":
        return self.filter(parent_code="")

    def under(self, code: str) -> "CodedQuerySet":
        return self.filter(parent_code=code)


class InstrumentClassQuerySet(CodedQuerySet):
    def covering(self, code: str) -> "InstrumentClassQuerySet":
        """The classes of a six-digit code, nearest first: our list ends at the second level."""
        return self.filter(code__in=covering_codes(code)).order_by("-code")


def covering_codes(code: str) -> list[str]:
    return list(dict.fromkeys([code, f"{code[:4]}00", f"{code[:2]}0000"]))
