"""Dealings as people open them, through the services, up to the state a test needs."""

from apps.accounts.actor import Actor
from apps.cooperation import services
from apps.cooperation.models import Dealing
from apps.core import lifecycle
from tests.factories.demands import DemandFactory
from tests.factories.resources import ResourceFactory

MARKS = {"skill": 5, "reply": 4, "promise": 5, "result": 4}
WAY = ["proposed", "accepted", "negotiating", "agreeing", "running", "delivered", "done"]


def a_pair(asking: Actor, answering: Actor, **columns):
    """A published demand of the one and a published resource of the other."""
    demand = DemandFactory(organization=asking.organization, contact_phone="15400000001", **columns)
    resource = ResourceFactory(organization=answering.organization, contact_phone="15400000002", **columns)
    return demand, resource


def a_dealing(asking: Actor, answering: Actor, state: str = "proposed", **columns) -> Dealing:
    """Proposed by the demand's owner and taken along the main way to `state`."""
    demand, resource = a_pair(asking, answering, **columns)
    dealing = services.propose(demand=demand, resource=resource, actor=asking, message="想借用设备两周")
    for step in WAY[1 : WAY.index(state) + 1]:
        dealing = STEPS[step](dealing, asking, answering)
    return fresh(dealing)


def fresh(dealing: Dealing) -> Dealing:
    return Dealing.objects.with_card().get(pk=dealing.pk)


def confirmed(dealing, asking, answering):
    paper = services.generate(dealing, actor=asking)
    said(dealing, asking, paper)
    return said(dealing, answering, paper)


def said(dealing, actor, paper=None):
    """The actor's side confirms a paper: the newest agreement unless one is given."""
    paper = paper or dealing.papers.filter(kind="agreement").first()
    return services.confirm(dealing, actor=actor, kind=paper.kind, sha256=paper.sha256)


def rated(dealing, asking, answering):
    services.rate(dealing, marks=MARKS, actor=asking)
    return services.rate(dealing, marks=MARKS, actor=answering)


STEPS = {
    "accepted": lambda dealing, asking, answering: lifecycle.move(dealing, "accept", actor=answering),
    "negotiating": lambda dealing, asking, answering: lifecycle.move(dealing, "negotiate", actor=asking),
    "agreeing": lambda dealing, asking, answering: lifecycle.move(dealing, "agree", actor=asking),
    "running": confirmed,
    "delivered": lambda dealing, asking, answering: lifecycle.move(dealing, "deliver", actor=asking, note="指标达到"),
    "done": rated,
}
