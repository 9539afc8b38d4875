"""How an organization becomes known to be who it says, and how a person joins and leaves one."""

from apps.core.lifecycle import Lifecycle, Move, State

REGISTERED, VERIFIED, RETURNED, SUSPENDED = "registered", "verified", "returned", "suspended"
INVITED, ACCEPTED, REVOKED = "invited", "accepted", "revoked"
REQUESTED, ACTIVE, REFUSED, ENDED = "requested", "active", "refused", "ended"

SUSPEND_REASONS = {
    "left": "已迁出或注销",
    "misuse": "信息不实或违规使用",
    "asked": "单位申请停用",
}

ORGANIZATION = Lifecycle(
    states=(
        State(REGISTERED, "待核验", public="未核验", tone="warn"),
        State(VERIFIED, "已核验", tone="ok"),
        State(RETURNED, "退回补充", public="未核验", tone="bad"),
        State(SUSPENDED, "已停用", tone="idle"),
    ),
    moves=(
        Move("verify", "通过核验", frozenset({REGISTERED, RETURNED}), VERIFIED, tone="primary", icon="check"),
        Move("return", "退回补充", frozenset({REGISTERED}), RETURNED, needs_note=True, icon="arrow-back-up"),
        Move("resubmit", "重新提交核验", frozenset({RETURNED}), REGISTERED, tone="primary", icon="send"),
        Move(
            "suspend",
            "停用",
            frozenset({REGISTERED, VERIFIED, RETURNED}),
            SUSPENDED,
            needs_note=True,
            reasons=SUSPEND_REASONS,
            icon="ban",
        ),
        # Back to the start, not to 已核验: whatever led to the suspension is looked at again.
        Move("restore", "恢复为待核验", frozenset({SUSPENDED}), REGISTERED, needs_note=True, icon="refresh"),
    ),
)

MEMBERSHIP = Lifecycle(
    states=(
        State(REQUESTED, "待同意", tone="warn"),
        State(ACTIVE, "在任", tone="ok"),
        State(REFUSED, "未同意", tone="bad"),
        State(ENDED, "已结束", tone="idle"),
    ),
    moves=(
        Move("approve", "同意加入", frozenset({REQUESTED}), ACTIVE, tone="primary", icon="check"),
        Move("refuse", "不同意", frozenset({REQUESTED}), REFUSED, needs_note=True, icon="x"),
        Move("end", "结束任职", frozenset({ACTIVE}), ENDED, icon="user-minus", asks="结束后此人不能再代表本单位操作。"),
    ),
)

INVITATION = Lifecycle(
    states=(
        State(INVITED, "待接受", tone="warn"),
        State(ACCEPTED, "已接受", tone="ok"),
        State(REVOKED, "已撤销", tone="idle"),
    ),
    moves=(
        Move("accept", "接受邀请", frozenset({INVITED}), ACCEPTED, tone="primary", icon="check"),
        Move("resend", "重新发送", frozenset({INVITED}), INVITED, icon="send"),
        Move("revoke", "撤销邀请", frozenset({INVITED}), REVOKED, tone="quiet", icon="x"),
    ),
)
