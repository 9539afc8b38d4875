"""Every column about a person is tagged; masks hide what they should."""

import pytest
from django.apps import apps
from django.db import models

from apps.accounts import privacy
from apps.accounts.models import Attempt, Membership, Organization, User
from apps.accounts.privacy import masked, undeclared, untagged
from apps.cooperation.models import Case, Confirmation, Dealing, Milestone, Note, Outcome, Paper, Rating
from apps.core.models import JournalEntry
from apps.demands.models import Demand
from apps.listings.models import families
from apps.resources.models import Resource

OURS = [model for model in apps.get_models() if model.__module__.startswith("apps.")]
DEALINGS = [Case, Confirmation, Dealing, Milestone, Note, Outcome, Paper, Rating]


@pytest.mark.parametrize("model", [User, Organization, Membership, Attempt, JournalEntry, *families(), *DEALINGS])
def test_every_column_of_a_person_table_is_tagged(model):
    assert untagged(model) == []


def test_no_column_sounds_like_a_persons_in_a_table_nobody_declared():
    assert undeclared(OURS) == []


def test_a_new_column_would_be_noticed():
    class Person(models.Model):
        home_phone = models.CharField(max_length=20)

        class Meta:
            app_label = "accounts"
            managed = False

        def __str__(self):
            return "x"

    try:
        assert undeclared([Person]) == ["accounts.person.home_phone"]
        assert untagged(Person) == ["home_phone", "id"]
    finally:
        del apps.all_models["accounts"]["person"]
        apps.clear_cache()


def test_no_tag_names_a_column_that_is_gone():
    for label, tags in privacy.tables.items():
        columns = {field.name for field in apps.get_model(label)._meta.local_fields}
        assert (label, (set(tags) | privacy.plain[label]) - columns) == (label, set())


def test_every_tag_says_why_how_long_and_on_what_ground():
    tags = [tag for table in privacy.tables.values() for tag in table.values()]
    assert [tag for tag in tags if not (tag.purpose and tag.basis and tag.retention)] == []


def test_masks():
    user = User(name="李娜", phone="13812345678", email="li.na@example.com", password="md5$x")
    assert (masked(user, "name"), masked(user, "phone"), masked(user, "email"), masked(user, "password")) == (
        "李*",
        "138****5678",
        "l***@example.com",
        "",
    )
    assert masked(User(), "phone") == ""
    assert masked(User(consent_version="2026-11"), "consent_version") == "***"
    assert masked(Membership(title="采购部"), "title") == "采购部"


def test_a_listings_contact_is_masked_like_an_organizations():
    demand = Demand(contact_name="李娜", contact_phone="13812345678", contact_email="li.na@example.com")
    assert [masked(demand, column) for column in ("contact_name", "contact_phone", "contact_email")] == [
        "李*",
        "138****5678",
        "l***@example.com",
    ]
    assert masked(Resource(returned_values={"contact_phone": "13812345678"}), "returned_values") == "***"
