"""How a survey travels: written, asked, over. What was answered stays."""

from apps.core.lifecycle import Lifecycle, Move, State

DRAFT, ASKED, ENDED = "draft", "asked", "ended"
SHOWN = frozenset({ASKED, ENDED})
SURVEY = Lifecycle(
    states=(
        State(DRAFT, "草稿", tone="idle"),
        State(ASKED, "征集中", tone="ok"),
        State(ENDED, "已结束", tone="idle"),
    ),
    moves=(
        Move(
            "publish",
            "发布问卷",
            frozenset({DRAFT}),
            ASKED,
            tone="primary",
            icon="send",
            asks="发布后题目不能再改，受邀的单位会收到通知。",
        ),
        Move(
            "end", "提前结束", frozenset({ASKED}), ENDED, icon="circle-check", asks="结束后不再收答卷，结果仍可查看。"
        ),
    ),
)
