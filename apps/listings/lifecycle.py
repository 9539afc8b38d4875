"""How a listing travels: written, looked at once by an operator, public, closed."""

from datetime import timedelta

from apps.core.lifecycle import Lifecycle, Move, State

DRAFT, SUBMITTED, RETURNED = "draft", "submitted", "returned"
PUBLISHED, CLOSED, WITHDRAWN = "published", "closed", "withdrawn"
PUBLIC_STATES = frozenset({PUBLISHED, CLOSED})
EDITABLE_STATES = frozenset({DRAFT, RETURNED, PUBLISHED})
REVIEWED_STATES = frozenset({SUBMITTED, RETURNED, PUBLISHED, CLOSED})
MATCHED_STATES = frozenset({SUBMITTED, PUBLISHED})
UNDO = timedelta(minutes=10)

CLOSE_REASONS = {
    "settled": "已谈成",
    "elsewhere": "已另行解决",
    "no_longer": "不再需要",
    "expired": "已过期",
    "other": "其他",
}

LISTING = Lifecycle(
    states=(
        State(DRAFT, "草稿", tone="idle"),
        State(SUBMITTED, "待审核", tone="info"),
        State(RETURNED, "退回补正", tone="warn"),
        State(PUBLISHED, "已发布", tone="ok"),
        State(CLOSED, "已结束", tone="idle"),
        State(WITHDRAWN, "已收回", tone="idle"),
    ),
    moves=(
        Move(
            "submit",
            "送审",
            frozenset({DRAFT, RETURNED}),
            SUBMITTED,
            undo_within=UNDO,
            tone="primary",
            icon="send",
            asks="送审后由平台专员核对并发布；10 分钟内可以撤回。",
        ),
        Move("publish", "发布", frozenset({SUBMITTED}), PUBLISHED, undo_within=UNDO, tone="primary", icon="check"),
        Move(
            "return",
            "退回补正",
            frozenset({SUBMITTED}),
            RETURNED,
            needs_note=True,
            icon="arrow-back-up",
            asks="请一次列全要改的地方，对方照着改完再送审。",
        ),
        Move("close", "结束", frozenset({PUBLISHED}), CLOSED, reasons=CLOSE_REASONS, icon="circle-check"),
        Move(
            "withdraw",
            "收回",
            frozenset({DRAFT, SUBMITTED, RETURNED, PUBLISHED}),
            WITHDRAWN,
            tone="quiet",
            icon="eye-off",
            asks="收回后他人不再看得到，您可以随时恢复为草稿。",
        ),
        Move(
            "amend",
            "改后再审",
            frozenset({PUBLISHED}),
            SUBMITTED,
            icon="edit",
            asks="改了标题、说明或可见范围，由专员再看一眼。",
        ),
        Move("reopen", "恢复为草稿", frozenset({CLOSED, WITHDRAWN}), DRAFT, icon="refresh"),
    ),
)
