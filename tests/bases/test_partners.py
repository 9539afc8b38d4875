"""Nobody stands on a base's page who has not said so himself."""

import pytest
from django.core.exceptions import PermissionDenied

from apps.bases import services
from apps.bases.lifecycle import PARTNERSHIP
from apps.bases.models import Partner
from apps.core import rules
from apps.core.errors import Conflict, Defects
from tests.factories.bases import BaseFactory, PartnerFactory
from tests.personas import client_of

pytestmark = pytest.mark.django_db


@pytest.fixture
def asked(base, li_na, lin_yue) -> Partner:
    return services.invite(base=base, organization=lin_yue.organization, role="school", actor=li_na)


def test_the_page_names_a_partner_only_after_it_agreed(asked, base, lin_yue, visitor):
    page = base.get_absolute_url()
    assert "演示大学" not in client_of(visitor).get(page).content.decode()
    services.answer(partner=asked, move="agree", actor=lin_yue)
    assert "演示大学" in client_of(visitor).get(page).content.decode()
    services.answer(partner=asked, move="leave", actor=lin_yue, note="项目已结束")
    assert "演示大学" not in client_of(visitor).get(page).content.decode()


def test_the_carrier_cannot_agree_for_the_partner(asked, li_na, wang_wei):
    for actor in (li_na, wang_wei):
        with pytest.raises(PermissionDenied):
            services.answer(partner=asked, move="agree", actor=actor)


def test_only_the_carriers_writers_invite(base, personas, lin_yue):
    assert {name for name, actor in personas.items() if rules.allowed(actor, "invite", base)} == {
        "li_na",
        "zhou_lan",
        "hailu_client",
    }


def test_nobody_is_asked_twice_and_nobody_asks_himself(asked, base, li_na, lin_yue):
    for organization, words in ((lin_yue.organization, "已邀请过"), (li_na.organization, "不用邀请自己")):
        with pytest.raises(Defects, match=words):
            services.invite(base=base, organization=organization, role="school", actor=li_na)
    with pytest.raises(Defects, match="没有「boss」这个角色"):
        services.invite(base=base, organization=lin_yue.organization, role="boss", actor=li_na)
    assert Partner.objects.count() == 1


def test_an_answer_is_given_once(asked, lin_yue):
    services.answer(partner=asked, move="decline", actor=lin_yue)
    with pytest.raises(Conflict):
        services.answer(partner=asked, move="agree", actor=lin_yue)


def test_who_declined_can_be_asked_again(asked, li_na, lin_yue):
    services.answer(partner=asked, move="decline", actor=lin_yue)
    services.answer(partner=asked, move="invite", actor=li_na)
    assert services.answer(partner=asked, move="agree", actor=lin_yue).state == "agreed"


def test_what_the_table_shows_is_what_the_rule_says(personas, li_na, lin_yue):
    rows = [
        PartnerFactory(
            base=BaseFactory(organization=li_na.organization, state=base_state, visibility=visibility),
            organization=lin_yue.organization,
            state=state.value,
        )
        for base_state, visibility in (("draft", "public"), ("published", "public"), ("published", "committee"))
        for state in PARTNERSHIP.states
    ]
    for name, actor in personas.items():
        allowed = {row for row in rows if rules.allowed(actor, "view", row)}
        assert allowed == set(Partner.objects.visible_to(actor)), name


def test_the_asked_answers_from_its_own_desk(asked, lin_yue, li_na):
    browser = client_of(lin_yue)
    desk = browser.get("/desk/").content.decode()
    assert "海陆精工（演示） 邀请贵单位共建「精密装备产教融合基地」（共建高校）" in desk
    assert "同意参建" in browser.get("/desk/partnerships/").content.decode()
    assert browser.post(f"/partners/{asked.pk}/agree/").headers["Location"] == "/desk/partnerships/"
    asked.refresh_from_db()
    assert asked.state == "agreed"
    assert browser.get(f"/partners/{asked.pk}/leave/").status_code == 200
    assert browser.post(f"/partners/{asked.pk}/leave/", {"note": ""}).status_code == 400


def test_inviting_from_the_page(base, li_na, wang_wei):
    browser = client_of(li_na)
    posted = {"organization": "dongtan", "role": "school", "contribution": "提供师资"}
    assert browser.post(f"/bases/{base.pk}/partners/invite/", posted).status_code == 302
    assert Partner.objects.get().contribution == "提供师资"
    answer = browser.post(f"/bases/{base.pk}/partners/invite/", posted | {"organization": "nobody"})
    assert (answer.status_code, Partner.objects.count()) == (422, 1)
