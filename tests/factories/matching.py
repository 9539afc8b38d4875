"""Demands and resources as people enter them, through the services, up to the state a test needs."""

from apps.accounts.actor import Actor
from apps.core import lifecycle
from apps.demands.models import Demand
from apps.listings import services
from apps.resources.models import Resource

LEAK = "深海密封件在 60 MPa 循环压力下微泄漏，气泡法测不出来，想要可重复的氦质谱检漏方法，三个月内出结果。"
CHAMBER = "高压环境模拟舱最高 90 MPa，可循环加载，做过密封件微泄漏与疲劳试验，随舱两名工程师。"
HELIUM = "氦质谱检漏仪，吸枪与真空箱两种方式，适合密封件与焊缝的微泄漏检测，送样即测。"
HERBS = "中药材种植与炮制技术，指导农户轮作、育苗和采收，附设标本馆和育苗温室。"


def a_demand(actor: Actor, kind: str = "challenge", *, sent: bool = True, public: bool = False, **data) -> Demand:
    """Sent in by its owner, and published by the machine where asked."""
    given = {"title": "深海密封件微泄漏检测", "text": LEAK, "contact_phone": "15400000001"} | data
    return _advanced(services.create(Demand, kind, given, actor=actor), actor, sent or public, public)


def a_resource(actor: Actor, kind: str = "lab", *, sent: bool = True, public: bool = True, **data) -> Resource:
    """Published unless a test asks otherwise."""
    given = {"title": "高压环境模拟舱", "text": CHAMBER, "contact_phone": "15400000002"} | data
    return _advanced(services.create(Resource, kind, given, actor=actor), actor, sent or public, public)


def _advanced(listing, actor: Actor, sent: bool, public: bool):
    if sent:
        lifecycle.move(listing, "submit", actor=actor)
    if public:
        lifecycle.move(listing, "publish", actor=Actor.system())
    return listing
