"""Nothing of a person is public without his word, and nothing stays public once he takes it back."""

import pytest
from django.core.exceptions import PermissionDenied
from django.db import IntegrityError, transaction

from apps.core import files, lifecycle, outbox
from apps.core.errors import Conflict, Defects
from apps.core.models import SearchDocument
from apps.mentors import services
from apps.mentors.models import Mentor
from apps.resources.models import Resource
from tests.factories.mentors import MentorFactory
from tests.personas import visitor

pytestmark = pytest.mark.django_db


def test_without_consent_a_card_goes_nowhere(draft, li_na):
    with pytest.raises(Conflict, match="还没有本人同意"):
        lifecycle.move(draft, "submit", actor=li_na)
    assert Mentor.objects.get().state == "draft"


def test_the_database_itself_refuses_a_public_card_without_consent(draft):
    for state in ("published", "closed"):
        with pytest.raises(IntegrityError), transaction.atomic():
            Mentor.objects.filter(pk=draft.pk).update(state=state)


def test_a_unit_brings_a_signed_paper(draft, li_na, sun_centre, paper):
    with pytest.raises(Defects, match="签字的同意书"):
        services.agree(draft, actor=li_na)
    consent = services.agree(draft, actor=li_na, paper=paper())
    assert (consent.way, consent.version, consent.text) == ("paper", "2026-11", services.CONSENTS["2026-11"])
    assert [row.name for row in files.of(consent)] == ["同意书.pdf"]
    lifecycle.move(draft, "submit", actor=li_na)
    lifecycle.move(draft, "publish", actor=sun_centre)
    assert list(Mentor.objects.public()) == [draft]


def test_the_person_says_it_himself_and_twice_is_once(draft, li_na):
    Mentor.objects.filter(pk=draft.pk).update(person=li_na.user)
    mentor = Mentor.objects.get(pk=draft.pk)
    first = services.agree(mentor, actor=li_na)
    assert first.way == "self"
    assert services.agree(mentor, actor=li_na) == first


def test_taking_it_back_hides_the_card_at_once(mentor, li_na, sun_centre):
    lifecycle.moved.send(sender=Mentor, record=mentor, move=mentor.lifecycle.by_name["publish"], actor=sun_centre)
    outbox.drain()
    assert [row.about for row in SearchDocument.objects.all()] == ["mentors.mentor"]
    assert [row.title for row in Resource.objects.public()] == ["演示教师甲"]
    services.take_back(mentor, actor=li_na)
    assert list(Mentor.objects.visible_to(visitor())) == []
    assert not SearchDocument.objects.exists()
    assert not Resource.objects.public().exists()
    assert services.take_back(mentor, actor=li_na).state == "withdrawn"
    assert mentor.consents.get().taken_back_at is not None


def test_a_closed_card_is_hidden_too(li_na):
    closed = MentorFactory(organization=li_na.organization, state="closed")
    assert services.take_back(closed, actor=li_na).state == "withdrawn"


def test_strangers_neither_give_nor_take(mentor, draft, he_jun, sun_centre, paper):
    for actor in (he_jun, sun_centre):
        with pytest.raises(PermissionDenied):
            services.agree(draft, actor=actor, paper=paper())
        with pytest.raises(PermissionDenied):
            services.take_back(mentor, actor=actor)


def test_a_card_is_linked_to_a_colleague_only(mentor, li_na, zhou_lan, he_jun):
    assert services.link(mentor, membership=zhou_lan.membership, actor=li_na).person == zhou_lan.user
    with pytest.raises(Defects, match="只能关联本单位"):
        services.link(mentor, membership=he_jun.membership, actor=li_na)
