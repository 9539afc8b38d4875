"""How an event and a place at it travel.

An event is a listing that is called off instead of closed: what people have registered for is never taken back in
silence. Whoever registers stands in the queue first and is seated as long as there are seats.
"""

from dataclasses import replace

from apps.core.lifecycle import Lifecycle, Move, State
from apps.listings.lifecycle import CLOSED, DRAFT, LISTING, PUBLISHED, RETURNED, SUBMITTED, WITHDRAWN

CANCELLED_EVENT = CLOSED  # stays public, with the note
_AS_EVERYWHERE = ("submit", "publish", "return", "amend")
EVENT = Lifecycle(
    states=tuple(
        replace(state, label="已取消", tone="bad") if state.value == CLOSED else state for state in LISTING.states
    ),
    moves=(
        *(LISTING.by_name[name] for name in _AS_EVERYWHERE),
        Move(
            "cancel",
            "取消活动",
            frozenset({PUBLISHED}),
            CANCELLED_EVENT,
            needs_note=True,
            tone="quiet",
            icon="calendar-off",
            asks="取消后不能恢复，所有已报名和候补的人都会收到通知；说明会公开。",
        ),
        replace(
            LISTING.by_name["withdraw"],
            sources=frozenset({DRAFT, SUBMITTED, RETURNED}),
            asks="收回后他人看不到，您可以随时恢复为草稿；已经有人报名的活动不能收回，只能取消。",
        ),
        replace(LISTING.by_name["reopen"], sources=frozenset({WITHDRAWN})),
    ),
)

WAITING, SEATED, ATTENDED = "waiting", "seated", "attended"
CANCELLED, REMOVED, CALLED_OFF = "cancelled", "removed", "called_off"
TAKEN = frozenset({SEATED, ATTENDED})  # hold a seat
LIVING = TAKEN | {WAITING}
REGISTRATION = Lifecycle(
    states=(
        State(WAITING, "候补", tone="warn"),
        State(SEATED, "已报名", tone="ok"),
        State(ATTENDED, "已签到", tone="ok"),
        State(CANCELLED, "已取消报名", tone="idle"),
        State(REMOVED, "已移出", tone="bad"),
        State(CALLED_OFF, "活动已取消", tone="bad"),
    ),
    moves=(
        Move("seat", "给席位", frozenset({WAITING}), SEATED, tone="primary", icon="check"),
        Move("check_in", "签到", frozenset({SEATED}), ATTENDED, tone="primary", icon="check"),
        Move(
            "cancel",
            "取消报名",
            frozenset({WAITING, SEATED}),
            CANCELLED,
            tone="line",
            icon="x",
            asks="取消后席位马上让给候补的下一位；再想参加要重新报名，排到最后。",
        ),
        Move(
            "remove",
            "移出",
            frozenset({WAITING, SEATED}),
            REMOVED,
            needs_note=True,
            tone="quiet",
            icon="user-minus",
            asks="对方会收到通知和您写的说明。",
        ),
        Move("call_off", "活动取消", LIVING, CALLED_OFF, icon="calendar-off"),
    ),
)

# What the clock and the seats make of a published event; nobody stores these.
OPEN, FULL, SHUT, RUNNING, OVER, OFF = "open", "full", "shut", "running", "over", "off"
PHASES = {
    phase.value: phase
    for phase in (
        State(OPEN, "报名中", tone="ok"),
        State(FULL, "已满，可候补", tone="warn"),
        State(SHUT, "报名已截止", tone="idle"),
        State(RUNNING, "进行中", tone="info"),
        State(OVER, "已结束", tone="idle"),
        State(OFF, "已取消", tone="bad"),
    )
}
