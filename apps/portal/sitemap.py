"""The table behind header, footer and avatar menu: an entry stands here when its page exists."""

from dataclasses import dataclass

from django.urls import reverse


@dataclass(frozen=True)
class Entry:
    """One link of a menu."""

    label: str
    url_name: str
    icon: str = ""
    kwargs: tuple = ()
    query: str = ""

    @property
    def url(self) -> str:
        return reverse(self.url_name, args=self.kwargs) + self.query


@dataclass(frozen=True)
class Column:
    label: str
    entries: tuple[Entry, ...]


HEADER = (
    Entry("首页", "home"),
    Entry("找资源", "resources"),
    Entry("需求广场", "demands"),
)
HEADER_MEMBER = (*HEADER, Entry("工作台", "desk"))

FOOTER = (
    Column("办事", (Entry("发布需求", "demand-new"), Entry("找资源", "resources"), Entry("需求广场", "demands"))),
    Column("公开", (Entry("全站搜索", "search"), Entry("接口文档", "api-docs"))),
    Column("关于", (Entry("无障碍声明", "accessibility"), Entry("隐私政策", "privacy"))),
)

ACCOUNT = (Entry("工作台", "desk", "layout-dashboard"), Entry("账号与密码", "account", "settings"))
