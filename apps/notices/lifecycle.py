"""How a public notice and an objection travel."""

from apps.core.lifecycle import Lifecycle, Move, State

DRAFT, OPEN, CLOSED, WITHDRAWN = "draft", "open", "closed", "withdrawn"
PUBLIC_STATES = frozenset({OPEN, CLOSED, WITHDRAWN})
RECEIVED, UPHELD, DISMISSED = "received", "upheld", "dismissed"

PUBLIC_NOTICE = Lifecycle(
    states=(
        State(DRAFT, "草稿", tone="idle"),
        State(OPEN, "公示中", tone="info"),
        State(CLOSED, "公示结束", tone="idle"),
        State(WITHDRAWN, "已撤回", tone="warn"),
    ),
    moves=(
        Move(
            "open",
            "发布公示",
            frozenset({DRAFT}),
            OPEN,
            tone="primary",
            icon="speakerphone",
            asks="发布后立即公开，公示期从下一个工作日起算；期内任何人都可以提出异议。",
        ),
        Move("close", "结束公示", frozenset({OPEN}), CLOSED, icon="circle-check"),
        Move(
            "withdraw",
            "撤回公示",
            frozenset({OPEN}),
            WITHDRAWN,
            needs_note=True,
            tone="quiet",
            icon="eye-off",
            asks="撤回后正文不再公开，页面保留标题并写明原因。",
        ),
    ),
)

OBJECTION = Lifecycle(
    states=(
        State(RECEIVED, "待答复", tone="warn"),
        State(UPHELD, "异议成立", tone="ok"),
        State(DISMISSED, "异议不成立", tone="idle"),
    ),
    moves=(
        Move("uphold", "异议成立", frozenset({RECEIVED}), UPHELD, needs_note=True, tone="primary", icon="check"),
        Move("dismiss", "异议不成立", frozenset({RECEIVED}), DISMISSED, needs_note=True, icon="x"),
    ),
)

NEW, READ, ADOPTED, DECLINED, DONE = "new", "read", "adopted", "declined", "done"
LOGGED = frozenset({ADOPTED, DONE})  # what the public log shows

REMARK = Lifecycle(
    states=(
        State(NEW, "新收到", tone="warn"),
        State(READ, "已读", tone="info"),
        State(ADOPTED, "已采纳", tone="ok"),
        State(DECLINED, "未采纳", tone="idle"),
        State(DONE, "已完成", tone="ok"),
    ),
    moves=(
        Move("read", "标为已读", frozenset({NEW}), READ, icon="eye"),
        Move("adopt", "采纳", frozenset({NEW, READ}), ADOPTED, needs_note=True, tone="primary", icon="check"),
        Move("decline", "不采纳", frozenset({NEW, READ}), DECLINED, needs_note=True, icon="x"),
        Move("finish", "已完成", frozenset({ADOPTED}), DONE, needs_note=True, tone="primary", icon="circle-check"),
    ),
)
