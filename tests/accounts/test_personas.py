"""The people of the tests are who their names say, in browsers as in services."""

from apps.accounts.roles import ROLES
from tests.personas import PERSONAS, client_of, li_na


def test_every_role_of_the_table_is_somebody(personas):
    assert {actor.role for actor in personas.values()} - {""} == set(ROLES)


def test_the_same_person_twice_is_one_row(db):
    first, again = li_na(), li_na()
    assert (first.user_id, first.membership.pk) == (again.user_id, again.membership.pk)


def test_a_browser_acts_under_the_actors_membership(pages, personas):
    for name in PERSONAS:
        actor = personas[name]
        seen = client_of(actor).get("/whoami").content.decode()
        expected = "//" if actor.is_system else f"{actor.user_name}/{actor.organization_name}/{actor.role}"
        assert (name, seen) == (name, expected)
