"""How a dealing travels from a proposal to two ratings, and how a demand rests in its broker's hands.

One dealing has one demand and one resource; what is proposed to several at once shares a `proposal`. Each answer is
then a state of its own: one accepts, another declines, and no move has to ask what the others did.
"""

from apps.core.lifecycle import Lifecycle, Move, State

PROPOSED, ACCEPTED, DECLINED, WITHDRAWN, LAPSED = "proposed", "accepted", "declined", "withdrawn", "lapsed"
NEGOTIATING, AGREEING, RUNNING, DELIVERED = "negotiating", "agreeing", "running", "delivered"
DONE, ENDED = "done", "ended"
LIVE = frozenset({PROPOSED, ACCEPTED, NEGOTIATING, AGREEING, RUNNING, DELIVERED})
WORKING = frozenset({ACCEPTED, NEGOTIATING, AGREEING, RUNNING})
OPENED = WORKING | {DELIVERED, DONE}  # contacts are open
UNDER_WAY = WORKING | {DELIVERED}
PAPERED = frozenset({NEGOTIATING, AGREEING})  # letters of intent and agreements are written
RECORDING = frozenset({RUNNING, DELIVERED, DONE})  # what came of it is written down

REASONS = {
    "budget": "预算",
    "schedule": "周期",
    "maturity": "成熟度",
    "ip": "知识产权",
    "capacity": "容量",
    "field": "领域不符",
    "known": "已有合作",
    "other": "其他",
}

DEALING = Lifecycle(
    states=(
        State(PROPOSED, "待答复", tone="warn"),
        State(ACCEPTED, "已接受", tone="info"),
        State(NEGOTIATING, "洽谈中", tone="info"),
        State(AGREEING, "签约中", tone="info"),
        State(RUNNING, "执行中", tone="info"),
        State(DELIVERED, "已验收待互评", tone="ok"),
        State(DONE, "已办结", tone="ok"),
        State(DECLINED, "已婉拒", tone="idle"),
        State(WITHDRAWN, "已撤回", tone="idle"),
        State(LAPSED, "未获答复", tone="idle"),
        State(ENDED, "已终止", tone="bad"),
    ),
    moves=(
        Move(
            "accept",
            "接受对接",
            frozenset({PROPOSED}),
            ACCEPTED,
            tone="primary",
            icon="check",
            asks="接受后双方互相看得到联系方式和全文，公开给谁、何时公开都记录在案。",
        ),
        Move(
            "decline",
            "婉拒",
            frozenset({PROPOSED}),
            DECLINED,
            reasons=REASONS,
            icon="x",
            asks="选一个最主要的理由，对方据此调整；不公开任何一方的联系方式。",
        ),
        Move(
            "withdraw",
            "撤回对接",
            frozenset({PROPOSED}),
            WITHDRAWN,
            tone="quiet",
            icon="arrow-back-up",
            asks="对方还没有答复，撤回后对方不再需要处理。",
        ),
        Move("lapse", "按未获答复办结", frozenset({PROPOSED}), LAPSED, needs_note=True, icon="clock"),
        Move("negotiate", "开始洽谈", frozenset({ACCEPTED}), NEGOTIATING, tone="primary", icon="message-circle"),
        Move("agree", "进入签约", frozenset({NEGOTIATING}), AGREEING, tone="primary", icon="edit"),
        Move("renegotiate", "回到洽谈", frozenset({AGREEING}), NEGOTIATING, needs_note=True, icon="arrow-back-up"),
        Move("start", "开始执行", frozenset({AGREEING}), RUNNING, icon="check"),
        Move(
            "deliver",
            "通过验收",
            frozenset({RUNNING}),
            DELIVERED,
            needs_note=True,
            tone="primary",
            icon="circle-check",
            asks="里程碑都已完成才能验收；请写明验收结论和依据。",
        ),
        Move("finish", "办结", frozenset({DELIVERED}), DONE, icon="circle-check"),
        Move(
            "end",
            "终止对接",
            WORKING,
            ENDED,
            reasons=REASONS,
            tone="quiet",
            icon="ban",
            asks="终止后双方不再看得到对方的联系方式；已有的记录保留。",
        ),
    ),
)

WATCHED, OPEN, HELPING, CLOSED = "watched", "open", "helping", "closed"
WAITING = frozenset({OPEN, HELPING})
CLOSE_REASONS = {
    "dealing": "已促成对接",
    "elsewhere": "已转其他渠道",
    "withdrawn": "需求方不再需要",
    "none": "暂无合适的供给",
    "other": "其他",
}

CASE = Lifecycle(
    states=(
        State(WATCHED, "专员看护", tone="idle"),
        State(OPEN, "待撮合", tone="warn"),
        State(HELPING, "撮合中", tone="info"),
        State(CLOSED, "已办结", tone="ok"),
    ),
    moves=(
        Move(
            "ask",
            "请专员帮忙",
            frozenset({WATCHED, CLOSED}),
            OPEN,
            tone="line",
            icon="message-circle",
            asks="专员会看您的需求，替您联系合适的单位；进展写在需求的对接页上。",
        ),
        Move("overdue", "超时转专员", frozenset({WATCHED}), OPEN, icon="clock"),
        Move("take", "开始撮合", frozenset({OPEN}), HELPING, tone="primary", icon="check"),
        Move("deal", "已发起对接", WAITING, WATCHED, icon="check"),
        Move("close", "办结", WAITING | {WATCHED}, CLOSED, reasons=CLOSE_REASONS, icon="circle-check"),
        Move("watch", "重新看护", frozenset({CLOSED}), WATCHED, icon="refresh"),
    ),
)
