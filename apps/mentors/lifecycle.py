"""How a card, a step of the ladder, an appointment and an hour travel."""

from apps.core.lifecycle import Lifecycle, Move, State
from apps.listings.lifecycle import CLOSED, LISTING, PUBLISHED, RETURNED, SUBMITTED, WITHDRAWN

SHOWN = frozenset({SUBMITTED, RETURNED, PUBLISHED, CLOSED})
MENTOR = Lifecycle(
    states=LISTING.states,
    moves=(*LISTING.moves, Move("hide", "撤下（本人撤回同意）", SHOWN, WITHDRAWN, tone="quiet", icon="eye-off")),
)

CLAIMED, GRANTED, REFUSED, LAPSED = "claimed", "granted", "refused", "lapsed"
GRADE = Lifecycle(
    states=(
        State(CLAIMED, "待认定", tone="info"),
        State(GRANTED, "已认定", tone="ok"),
        State(REFUSED, "未通过", tone="bad"),
        State(LAPSED, "已失效", tone="idle"),
    ),
    moves=(
        Move("grant", "认定", frozenset({CLAIMED}), GRANTED, tone="primary", icon="check"),
        Move("refuse", "不予认定", frozenset({CLAIMED}), REFUSED, needs_note=True, icon="x"),
        Move("revoke", "取消认定", frozenset({GRANTED}), LAPSED, needs_note=True, tone="quiet", icon="x"),
        Move("lapse", "到期失效", frozenset({GRANTED}), LAPSED, tone="quiet", icon="clock"),
    ),
)

PROPOSED, AGREED, ACTIVE, ENDED, EXPIRED, DECLINED = "proposed", "agreed", "active", "ended", "expired", "declined"
OPEN_TERMS = frozenset({PROPOSED, AGREED, ACTIVE})
HELD = frozenset({ACTIVE, ENDED, EXPIRED})
APPOINTMENT = Lifecycle(
    states=(
        State(PROPOSED, "待导师单位同意", tone="info"),
        State(AGREED, "已同意，待生效", tone="info"),
        State(ACTIVE, "聘任中", tone="ok"),
        State(ENDED, "已结束", tone="idle"),
        State(EXPIRED, "聘期届满", tone="idle"),
        State(DECLINED, "未同意", tone="bad"),
    ),
    moves=(
        Move("agree", "同意聘任", frozenset({PROPOSED}), AGREED, tone="primary", icon="check"),
        Move("decline", "不同意", frozenset({PROPOSED}), DECLINED, needs_note=True, icon="x"),
        Move("start", "生效", frozenset({AGREED}), ACTIVE, tone="primary", icon="check"),
        Move("end", "提前结束", frozenset({PROPOSED, AGREED, ACTIVE}), ENDED, needs_note=True, tone="quiet", icon="x"),
        Move("expire", "聘期届满", frozenset({PROPOSED, AGREED, ACTIVE}), EXPIRED, tone="quiet", icon="clock"),
    ),
)

RECORDED, CONFIRMED, DISPUTED = "recorded", "confirmed", "disputed"
HOUR = Lifecycle(
    states=(
        State(RECORDED, "待对方确认", tone="info"),
        State(CONFIRMED, "双方已确认", tone="ok"),
        State(DISPUTED, "对方不认可", tone="bad"),
    ),
    moves=(
        Move("confirm", "确认", frozenset({RECORDED}), CONFIRMED, tone="primary", icon="check"),
        Move("dispute", "不认可", frozenset({RECORDED}), DISPUTED, needs_note=True, icon="x"),
    ),
)
