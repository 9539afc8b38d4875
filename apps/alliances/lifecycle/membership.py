"""How an organization comes into an alliance and out of it: it asks or is invited, and each side speaks for itself."""

from apps.core.lifecycle import Lifecycle, Move, State

REQUESTED, INVITED, RETURNED, APPROVED = "requested", "invited", "returned", "approved"
DECLINED, WITHDRAWN, LEFT, REMOVED = "declined", "withdrawn", "left", "removed"
LIVING = frozenset({REQUESTED, INVITED, RETURNED, APPROVED})  # one of these per organization and alliance

MEMBERSHIP = Lifecycle(
    states=(
        State(REQUESTED, "待秘书处审批", tone="info"),
        State(INVITED, "待对方同意", tone="warn"),
        State(RETURNED, "退回补充", tone="warn"),
        State(APPROVED, "成员", tone="ok"),
        State(DECLINED, "已谢绝", tone="idle"),
        State(WITHDRAWN, "已撤回", tone="idle"),
        State(LEFT, "已退出", tone="idle"),
        State(REMOVED, "已移出", tone="idle"),
    ),
    moves=(
        Move("approve", "同意加入", frozenset({REQUESTED}), APPROVED, tone="primary", icon="check"),
        Move(
            "send_back",
            "退回补充",
            frozenset({REQUESTED}),
            RETURNED,
            needs_note=True,
            icon="arrow-back-up",
            asks="写清还缺什么，对方补充后再提交。",
        ),
        Move(
            "resubmit",
            "补充后再提交",
            frozenset({RETURNED}),
            REQUESTED,
            needs_note=True,
            tone="primary",
            icon="send",
            asks="按秘书处的意见补充；写下的话会接在申请理由后面。",
        ),
        Move("withdraw", "撤回申请", frozenset({REQUESTED, RETURNED}), WITHDRAWN, tone="quiet", icon="x"),
        Move(
            "accept",
            "同意加入",
            frozenset({INVITED}),
            APPROVED,
            tone="primary",
            icon="check",
            asks="同意后，单位名称列在联盟的公开页面上；随时可以退出。",
        ),
        Move("decline", "谢绝", frozenset({INVITED}), DECLINED, tone="quiet", icon="x"),
        Move("revoke", "收回邀请", frozenset({INVITED}), WITHDRAWN, tone="quiet", icon="x"),
        Move(
            "leave",
            "退出联盟",
            frozenset({APPROVED}),
            LEFT,
            tone="quiet",
            icon="logout",
            asks="退出后不再列在联盟页面上，放在共享架上的资源一并撤下；记录保留。",
        ),
        Move(
            "remove",
            "移出联盟",
            frozenset({APPROVED}),
            REMOVED,
            needs_note=True,
            tone="quiet",
            icon="logout",
            asks="写明理由，对方会看到。",
        ),
    ),
)
