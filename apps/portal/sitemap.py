"""The table behind header, footer and avatar menu: an entry stands here when its page exists."""

from dataclasses import dataclass
from functools import cached_property

from django.urls import reverse


@dataclass(frozen=True)
class Entry:
    """One link of a menu."""

    label: str
    url_name: str
    icon: str = ""
    kwargs: tuple = ()
    query: str = ""
    also: str = ""  # another page the header lights this entry for
    creates: str = ""  # a model: somebody logged in sees the entry only if he may create one

    @cached_property
    def url(self) -> str:
        return reverse(self.url_name, args=self.kwargs) + self.query


@dataclass(frozen=True)
class Column:
    label: str
    entries: tuple[Entry, ...]


@dataclass(frozen=True)
class Verb:
    """One of the four verbs of the home page."""

    label: str
    icon: str
    entries: tuple[Entry, ...]


HEADER = (
    Entry("首页", "home"),
    Entry("找资源", "resources"),
    Entry("需求广场", "demands"),
    Entry("政策", "policies"),
    Entry("基地与联盟", "bases", also="alliances"),
    Entry("活动", "events"),
)
HEADER_MEMBER = (*HEADER, Entry("工作台", "desk"))

VERBS = (
    Verb(
        "我要看",
        "eye",
        (
            Entry("仪器设备", "resources", query="?kind=instrument"),
            Entry("实验室", "resources", query="?kind=lab"),
            Entry("专家团队", "resources", query="?kind=experts"),
            Entry("产教融合基地", "bases", query="?kind=industry_base"),
            Entry("产业联盟", "alliances"),
            Entry("双师型导师库", "mentors"),
            Entry("路演、论坛与招聘会", "events"),
            Entry("需求广场", "demands"),
        ),
    ),
    Verb(
        "我要查",
        "search",
        (
            Entry("搜索全站", "search"),
            Entry("公示公告", "public-notices"),
            Entry("高校与科研院所", "organizations", query="?sort=institution"),
            Entry("已核验企业", "organizations", query="?sort=enterprise"),
            Entry("办事指南", "policy-guides"),
        ),
    ),
    Verb(
        "我要办",
        "clipboard-check",
        (
            Entry("发布技术攻关需求", "demand-new", query="?kind=challenge"),
            Entry("发布人才培养需求", "demand-new", query="?kind=talent"),
            Entry("注册企业账号", "register"),
            Entry("登记资源", "resource-new", creates="resources.resource"),
            Entry("政策体检", "policy-check"),
        ),
    ),
    Verb(
        "我要问",
        "message-circle",
        (
            Entry("系统怎么对接", "api-docs"),
            Entry("我的信息怎么用", "privacy"),
            Entry("看不清、用不了键盘", "accessibility"),
        ),
    ),
)

FOOTER = (
    Column(
        "办事",
        (
            Entry("发布需求", "demand-new"),
            Entry("找资源", "resources"),
            Entry("需求广场", "demands"),
            Entry("政策体检", "policy-check"),
        ),
    ),
    Column("公开", (Entry("公示公告", "public-notices"), Entry("全站搜索", "search"), Entry("接口文档", "api-docs"))),
    Column(
        "关于",
        (Entry("意见已采纳", "feedback-log"), Entry("无障碍声明", "accessibility"), Entry("隐私政策", "privacy")),
    ),
)

ACCOUNT = (Entry("工作台", "desk", "layout-dashboard"), Entry("账号与密码", "account", "settings"))
