"""What `manage.py doctor` looks at: each check returns its findings, each finding with its remedy."""

import shutil
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import timedelta

import redis
from django.conf import settings
from django.contrib.postgres.operations import CreateExtension
from django.db import connection
from django.db.migrations.executor import MigrationExecutor
from django.utils import timezone

from apps.core import heartbeats
from apps.core.models import OutboxEvent
from apps.matching import embedders
from apps.matching.embedders import cache
from apps.taxonomy import models as taxonomy
from lingang import env

OK, WARNING, ERROR = "ok", "warning", "error"
OLDEST_POSTGRES = 140000
LATE = timedelta(minutes=5)
MEGABYTE = 1024 * 1024
LISTS = {
    "高校名单": taxonomy.Institution,
    "专业目录": taxonomy.Major,
    "国民经济行业分类": taxonomy.IndustryClass,
    "仪器分类": taxonomy.InstrumentClass,
    "行政区划": taxonomy.Region,
}


@dataclass(frozen=True)
class Finding:
    """One line of the report."""

    level: str
    about: str
    text: str
    remedy: str = ""


Check = Callable[[], Iterator[Finding]]


def database() -> Iterator[Finding]:
    with connection.cursor() as cursor:
        cursor.execute("SELECT current_setting('server_version'), current_setting('server_version_num')::int")
        version, number = cursor.fetchone()
    if number < OLDEST_POSTGRES:
        yield Finding(ERROR, "数据库", f"Postgres {version} 太旧", "请升级到 Postgres 14 或更高版本")
    else:
        yield Finding(OK, "数据库", f"Postgres {version}")


def locale() -> Iterator[Finding]:
    """Under lc_ctype C Chinese letters are no letters: trigrams and word classes silently come out empty."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT datctype, pg_encoding_to_char(encoding) FROM pg_database WHERE datname = current_database()"
        )
        ctype, encoding = cursor.fetchone()
        cursor.execute("SELECT '集' ~ '[[:alpha:]]'")
        knows_chinese = cursor.fetchone()[0]
    if knows_chinese and encoding == "UTF8":
        yield Finding(OK, "区域设置", f"{ctype}，{encoding}")
        return
    remedy = "请用 initdb -E UTF8 --locale=C.UTF-8 重新建立数据库集群，再导入备份"
    yield Finding(ERROR, "区域设置", f"{ctype}，{encoding}：不认识汉字，中文检索会静默失效", remedy)


def migrations() -> Iterator[Finding]:
    executor = MigrationExecutor(connection)
    if waiting := executor.migration_plan(executor.loader.graph.leaf_nodes()):
        yield Finding(ERROR, "数据库迁移", f"还有 {len(waiting)} 个没有执行", "运行 manage.py migrate")
    else:
        yield Finding(OK, "数据库迁移", "已是最新")
    yield from extensions(executor)


def extensions(executor: MigrationExecutor) -> Iterator[Finding]:
    """What the migrations ask for, read off the migrations themselves."""
    plan = executor.loader.disk_migrations.values()
    wanted = {step.name for each in plan for step in each.operations if isinstance(step, CreateExtension)}
    with connection.cursor() as cursor:
        cursor.execute("SELECT extname FROM pg_extension")
        missing = sorted(wanted - {name for (name,) in cursor.fetchall()})
    if missing:
        remedy = "请数据库管理员安装后运行 manage.py migrate（CREATE EXTENSION 需要相应权限）"
        yield Finding(ERROR, "数据库扩展", f"缺少 {'、'.join(missing)}", remedy)
    else:
        yield Finding(OK, "数据库扩展", "、".join(sorted(wanted)) or "不需要")


def broker() -> Iterator[Finding]:
    client = redis.Redis.from_url(env.redis_url(), socket_timeout=2, socket_connect_timeout=2)
    try:
        client.ping()
        policy = client.config_get("maxmemory-policy").get("maxmemory-policy", "noeviction")
    except redis.ResponseError:  # a hosted server may forbid CONFIG
        policy = "noeviction"
    except (redis.RedisError, OSError) as error:
        text = f"连接不上（{error}）；页面照常可用，匹配与通知要等它恢复"
        yield Finding(ERROR, "消息服务", text, "运行 ./scripts/up，或检查 REDIS_URL 指向的服务")
        return
    if policy != "noeviction":
        yield Finding(WARNING, "消息服务", f"maxmemory-policy 是 {policy}", "请改为 noeviction，以免消息被丢弃")
    else:
        yield Finding(OK, "消息服务", "可用")


def processes() -> Iterator[Finding]:
    silent = heartbeats.silent()
    for name, age in silent.items():
        text = "从未有过心跳" if age is None else f"{int(age.total_seconds())} 秒没有心跳"
        yield Finding(ERROR, "后台进程", f"{name} {text}", "运行 ./scripts/up，或重启对应的服务并查看它的日志")
    if not silent:
        yield Finding(OK, "后台进程", "、".join(heartbeats.EXPECTED))


def outbox() -> Iterator[Finding]:
    failed = OutboxEvent.objects.filter(failed_at__isnull=False).count()
    waiting = OutboxEvent.objects.filter(done_at=None, failed_at=None)
    late = waiting.filter(created_at__lt=timezone.now() - LATE, due_at__lt=timezone.now()).count()
    if failed:
        yield Finding(
            WARNING, "待办事件", f"{failed} 个多次重试后仍失败", "查看 core_outboxevent 表的 error 列，修复后重新处理"
        )
    if late:
        yield Finding(WARNING, "待办事件", f"{late} 个等了 5 分钟以上", "检查后台进程是否繁忙或停止")
    if not failed and not late:
        yield Finding(OK, "待办事件", f"{waiting.count()} 个在处理")


def disk() -> Iterator[Finding]:
    free = shutil.disk_usage(settings.VAR_DIR).free // MEGABYTE
    level = ERROR if free < 200 else WARNING if free < 1024 else OK
    remedy = "" if level == OK else f"请清理 {settings.VAR_DIR} 所在的磁盘，至少留出 1 GB"
    yield Finding(level, "磁盘", f"剩余 {free} MB", remedy)


def model() -> Iterator[Finding]:
    name = embedders.chosen()["name"]
    if name == "e5-small" and not cache.built():
        yield Finding(WARNING, "向量模型", "尚未建立，现在按词匹配", "后台进程会在首次匹配时自动建立（数秒）")
    elif name == embedders.FALLBACK:
        yield Finding(WARNING, "向量模型", f"使用备用模型 {name}", "默认模型效果更好：取消 EMBEDDER 设置")
    else:
        yield Finding(OK, "向量模型", name)


def reference() -> Iterator[Finding]:
    empty = [label for label, records in LISTS.items() if not records.objects.exists()]
    if empty:
        yield Finding(WARNING, "参考数据", f"没有载入：{'、'.join(empty)}", "运行 manage.py load_reference 目录")
    else:
        yield Finding(OK, "参考数据", f"{len(LISTS)} 份名录已载入")


NEED_NO_TABLES: tuple[Check, ...] = (locale, migrations)
NEED_TABLES: tuple[Check, ...] = (processes, outbox, reference)
NEED_NO_DATABASE: tuple[Check, ...] = (broker, disk, model)
