"""How a policy lives: written, published, and ended by a newer text or by its last day."""

from datetime import timedelta

from apps.core.lifecycle import Lifecycle, Move, State

DRAFT, PUBLISHED, SUPERSEDED, EXPIRED = "draft", "published", "superseded", "expired"
PUBLIC_STATES = frozenset({PUBLISHED, SUPERSEDED, EXPIRED})
UNDO = timedelta(minutes=10)

POLICY = Lifecycle(
    states=(
        State(DRAFT, "草稿", tone="idle"),
        State(PUBLISHED, "现行有效", tone="ok"),
        State(SUPERSEDED, "已被替代", tone="warn"),
        State(EXPIRED, "已失效", tone="idle"),
    ),
    moves=(
        Move(
            "publish",
            "发布",
            frozenset({DRAFT}),
            PUBLISHED,
            undo_within=UNDO,
            tone="primary",
            icon="check",
            asks="发布后人人可见，参加体检，订阅的人会收到消息；办事指南要在 7 个工作日内补齐。10 分钟内可以撤回。",
        ),
        Move(
            "supersede",
            "标为已被替代",
            frozenset({PUBLISHED}),
            SUPERSEDED,
            needs_note=True,
            icon="refresh",
            asks="写明由哪份文件替代。事项不再参加体检，页面仍可查看。",
        ),
        Move("expire", "标为已失效", frozenset({PUBLISHED}), EXPIRED, needs_note=True, icon="clock"),
        Move(
            "restore",
            "恢复有效",
            frozenset({SUPERSEDED, EXPIRED}),
            PUBLISHED,
            needs_note=True,
            icon="refresh",
            asks="例如有效期经文件延长，请写明依据。",
        ),
    ),
)
