"""Objections: taken from anybody within the window, answered by the office that published the notice."""

from datetime import date

from django.db import transaction
from django.urls import reverse
from django.utils import timezone

from apps.accounts.actor import Actor
from apps.accounts.identifiers import login_defect, normalize_login
from apps.core import journal, lifecycle, rules
from apps.core.errors import Conflict, Defect, Defects
from apps.core.templatetags.ui import date_cn
from apps.notices import people, topics
from apps.notices.lifecycle import OPEN
from apps.notices.models import Objection, PublicNotice
from apps.notices.services.telling import tell

KEEPERS = ("centre_operator", "office_operator", "committee")


@transaction.atomic
def object_to(notice: PublicNotice, *, name: str, contact: str, text: str, actor: Actor, today: date) -> Objection:
    """Take an objection and tell the office. The caller has counted the knock at the door "objection".

    Raises PermissionDenied, Conflict after the window, and Defects.
    """
    rules.require(actor, "object", notice)
    _check_window(notice, today)
    contact = normalize_login(contact)
    _check(name, contact, text)
    objection = Objection.objects.create(
        notice=notice, name=name.strip(), contact=contact, text=text.strip(), user=actor.user
    )
    journal.write(actor, "object", notice)
    office = people.with_role(*KEEPERS).filter(organization=notice.organization_id)
    words = f"公示「{notice.title}」收到一条异议，请在公示期满前答复"
    url = reverse("operator-notice", args=[notice.pk])
    tell(office, about=objection, text=words, topic=topics.PUBLIC.slug, url=url, key="received", besides=actor)
    return objection


def _check_window(notice: PublicNotice, today: date) -> None:
    if notice.takes_objections_on(today):
        return
    if notice.state == OPEN or notice.ends_on and notice.ends_on < today:
        raise Conflict(f"公示期已于{date_cn(notice.ends_on)}结束，不再受理异议；如仍需反映，请联系公示单位")
    raise Conflict(f"这份公示{notice.state_now.label}，不受理异议")


def _check(name: str, contact: str, text: str) -> None:
    defects = []
    if not name.strip():
        defects.append(Defect("name", "请写姓名或单位", "匿名的异议无法核实，也无法答复"))
    if login_defect(contact):
        defects.append(Defect("contact", "请写手机号或电子邮箱", "答复时用它联系您，只有承办人员看得到"))
    if len(text.strip()) < 10:
        defects.append(Defect("text", "请写明异议的事项和理由", "至少 10 个字"))
    if defects:
        raise Defects(defects)


@transaction.atomic
def answer(objection: Objection, move: str, *, text: str, actor: Actor) -> Objection:
    """Say whether it holds and why; a member who objected reads the answer in his inbox.

    Raises LookupError, PermissionDenied, Conflict when answered already, and Defects without words.
    """
    lifecycle.move(objection, move, actor=actor, note=text)
    values = {"answer": text.strip(), "answered_by": actor.user, "answered_at": timezone.now()}
    Objection.objects.filter(pk=objection.pk).update(**values)
    for name, value in values.items():
        setattr(objection, name, value)
    if objection.user_id:
        words = f"您对公示「{objection.notice.title}」的异议已答复（{objection.state_now.label}）：{objection.answer}"
        tell(objection.user, about=objection.notice, text=words, topic=topics.PUBLIC.slug, key=f"answer:{objection.pk}")
    return objection
