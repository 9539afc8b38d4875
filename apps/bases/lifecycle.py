"""Two tables beside a base: the level the committee gives it, and how a partner comes to stand on its page."""

from apps.core.lifecycle import Lifecycle, Move, State

NONE, NURTURING, DEMONSTRATION = "none", "nurturing", "demonstration"
RECTIFICATION, EXITED = "rectification", "exited"
HELD = frozenset({NURTURING, DEMONSTRATION})  # what is awarded
IN_FORCE = HELD | {RECTIFICATION}  # a base under rectification keeps its name until it exits

EXIT_REASONS = {
    "failed": "整改不合格",
    "evaluation": "评价不合格",
    "ended": "建设期满，不再延续",
    "applied": "建设单位申请退出",
    "other": "其他",
}

LEVEL = Lifecycle(
    states=(
        State(NONE, "未认定", tone="idle"),
        State(NURTURING, "培育", tone="info"),
        State(DEMONSTRATION, "示范", tone="ok"),
        State(RECTIFICATION, "整改", public="整改中", tone="warn"),
        State(EXITED, "已退出", tone="idle"),
    ),
    moves=(
        Move("award", "认定为培育", frozenset({NONE, EXITED}), NURTURING, tone="primary", icon="check"),
        Move("upgrade", "升级为示范", frozenset({NURTURING}), DEMONSTRATION, tone="primary", icon="star"),
        Move("rectify", "要求整改", HELD, RECTIFICATION, needs_note=True, icon="alert-triangle"),
        Move("restore", "整改合格，恢复培育", frozenset({RECTIFICATION}), NURTURING, tone="primary", icon="refresh"),
        Move(
            "restore_demonstration",
            "整改合格，恢复示范",
            frozenset({RECTIFICATION}),
            DEMONSTRATION,
            tone="primary",
            icon="refresh",
        ),
        Move("exit", "退出", IN_FORCE, EXITED, needs_note=True, reasons=EXIT_REASONS, tone="quiet", icon="logout"),
    ),
)

INVITED, AGREED, DECLINED, LEFT = "invited", "agreed", "declined", "left"
PARTNERSHIP = Lifecycle(
    states=(
        State(INVITED, "待对方同意", tone="warn"),
        State(AGREED, "已同意", tone="ok"),
        State(DECLINED, "已谢绝", tone="idle"),
        State(LEFT, "已退出", tone="idle"),
    ),
    moves=(
        Move("agree", "同意参建", frozenset({INVITED}), AGREED, tone="primary", icon="check"),
        Move("decline", "谢绝", frozenset({INVITED}), DECLINED, tone="quiet", icon="x"),
        Move(
            "leave",
            "退出参建",
            frozenset({AGREED}),
            LEFT,
            needs_note=True,
            tone="quiet",
            icon="logout",
            asks="退出后不再列在基地的页面上，记录保留。",
        ),
        Move("invite", "再次邀请", frozenset({DECLINED, LEFT}), INVITED, icon="send"),
    ),
)
