"""Listings made directly, with the details of their kind: a factory may write a state, the product may not."""

import factory
from django.utils import timezone

from apps.listings import services

WORDS = "密封件在六十兆帕循环压力下微泄漏，现有气泡法测不出来，想要可重复的检测方法。"


class ListingFactory(factory.django.DjangoModelFactory):
    """`details={…}` and `nodes=[…]` go where they belong; the words for the search are made as services make them."""

    class Meta:
        abstract = True
        skip_postgeneration_save = True

    title = factory.Sequence(lambda n: f"演示条目{n}（演示）")
    text = WORDS
    is_demo = True
    state = "published"
    checked_at = factory.LazyFunction(timezone.now)
    published_at = factory.LazyAttribute(lambda one: timezone.now() if one.state in {"published", "closed"} else None)

    @classmethod
    def _create(cls, model, *args, details=None, nodes=(), **columns):
        listing = super()._create(model, *args, **columns)
        listing.kind_row.details.objects.create(listing=listing, **(details or {}))
        listing.nodes.set(nodes)
        listing.grams, listing.text_hash = services.words_of(listing)
        model.objects.filter(pk=listing.pk).update(grams=listing.grams, text_hash=listing.text_hash)
        return listing
