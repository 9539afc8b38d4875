"""Seats in an alliance over the API: a program asks, another approves; the reason stays between the two."""

import pytest

from tests.api.conftest import program_of
from tests.factories.alliances import AllianceFactory

pytestmark = pytest.mark.django_db


def test_one_asks_the_other_approves_and_strangers_read_the_result(hailu_program, yanshi_program, li_na, wang_wei):
    alliance = AllianceFactory(organization=li_na.organization)
    members, stranger = f"alliances/{alliance.pk}/members/", program_of(wang_wei)
    assert yanshi_program.post(members, {})[0] == 422
    status, asked = yanshi_program.post(members, {"reason": "开放实验室"})
    assert (status, asked["state"], asked["moves"]) == (201, "requested", ["withdraw"])
    assert yanshi_program.post(members, {"reason": "再来"})[0] == 409
    moves = f"alliance-members/{asked['id']}/moves/"
    assert [stranger.get(members)[1], stranger.post(moves, {"move": "approve"})[0]] == [{"results": []}, 404]
    assert hailu_program.post(moves, {"move": "fly"})[0] == 422
    assert hailu_program.post(moves, {"move": "approve"})[1]["state"] == "approved"
    (row,) = stranger.get(members)[1]["results"]
    assert (row["organization"]["code"], row["reason"], row["moves"]) == ("yanshi", "", [])
    assert stranger.get(f"alliances/{alliance.pk}/")[1]["members"] == 1


def test_only_the_secretariat_invites(hailu_program, yanshi_program, li_na, lin_yue, he_jun):
    members = f"alliances/{AllianceFactory(organization=li_na.organization).pk}/members/"
    assert yanshi_program.post(members, {"organization": "lanhai"})[0] == 403
    assert hailu_program.post(members, {"organization": "nobody"})[0] == 422
    status, invited = hailu_program.post(members, {"organization": "lanhai", "role": "leader"})
    assert (status, invited["state"], invited["role_label"]) == (201, "invited", "链主")
