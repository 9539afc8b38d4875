"""Who may open what: the one declarative file the matrix is held against.

Written from what each role is for, not from the rules: a rule that is lost or loosened disagrees with this table.
`open` — these personas get an answer; `sees` — these know that the thing exists (None: everybody). A persona who sees
but may not open is refused (403, a visitor is sent to the login); one who does not see finds nothing (404).
Methods that are not named are closed to everybody.
"""

from dataclasses import dataclass, field

PEOPLE = frozenset(
    "visitor li_na zhou_lan he_jun xin_mei lin_yue gu_feng tang_lab shen_mentor wang_wei sun_centre zhao_office "
    "chen_committee qian_expert wu_auditor admin_xu safe_gao hailu_client".split()
)
LOGGED_IN = PEOPLE - {"visitor"}
HAILU = frozenset({"li_na", "zhou_lan", "hailu_client"})
YANSHI = frozenset({"lin_yue", "gu_feng", "tang_lab", "shen_mentor"})
YANSHI_WRITERS = YANSHI - {"shen_mentor"}
DONGTAN = frozenset({"wang_wei", "qian_expert"})
CENTRE, OFFICE = frozenset({"sun_centre"}), frozenset({"zhao_office"})
COMMITTEE = frozenset({"chen_committee"})
LOOKING = CENTRE | OFFICE | {"chen_committee"}
STAFF_SIDE = LOOKING | {"wu_auditor", "admin_xu", "safe_gao"}
DEMAND_WRITERS = HAILU | {"he_jun", "xin_mei", "chen_committee"}
RESOURCE_WRITERS = YANSHI_WRITERS | {"wang_wei", "hailu_client"}
BASE_WRITERS = HAILU | {"he_jun", "xin_mei", "lin_yue", "gu_feng", "wang_wei"}
ALLIANCE_WRITERS = BASE_WRITERS | CENTRE
EVENT_HOSTS = ALLIANCE_WRITERS | OFFICE | COMMITTEE
IMPORTERS = DEMAND_WRITERS | RESOURCE_WRITERS | BASE_WRITERS | ALLIANCE_WRITERS | EVENT_HOSTS
SURVEY_ASKERS = EVENT_HOSTS - {"hailu_client"}
MENTOR_WRITERS = HAILU | {"he_jun", "xin_mei", "lin_yue", "gu_feng", "wang_wei"}
ENTERPRISE_PEOPLE = HAILU | {"he_jun", "xin_mei"}
ENTERPRISE_KEEPERS = ENTERPRISE_PEOPLE - {"hailu_client"}
UNIVERSITY_PEOPLE = YANSHI | DONGTAN
UNIVERSITY_KEEPERS = frozenset({"lin_yue", "gu_feng", "wang_wei"})
PLATFORM_WRITERS = frozenset({"lin_yue", "gu_feng", "tang_lab"})
PROFILE_KEEPERS = ENTERPRISE_KEEPERS | UNIVERSITY_KEEPERS | LOOKING | {"safe_gao"}  # of their own organization
NOBODY: frozenset[str] = frozenset()
# who answer for an organization of theirs
SPEAKERS = HAILU | {"he_jun", "xin_mei", "wang_wei"} | YANSHI_WRITERS | LOOKING


@dataclass(frozen=True)
class Cell:
    """One address with one object behind it; `at` fills the address from the world by attribute."""

    name: str
    open: dict[str, frozenset[str]]
    sees: frozenset[str] | None = None
    at: dict[str, str] = field(default_factory=dict)
    fixed: dict[str, object] = field(default_factory=dict)
    body: str = ""
    content_type: str = "application/x-www-form-urlencoded"

    def sent(self, method: str) -> dict[str, str]:
        """What a POST carries, where an empty one would be refused before anybody is asked."""
        return {"data": self.body, "content_type": self.content_type} if method in {"POST", "PATCH"} else {}

    def __str__(self) -> str:
        return "-".join([self.name, *self.at.values(), *map(str, self.fixed.values())])


def page(name: str, get=None, post=None, patch=None, **more) -> Cell:
    wanted = {"GET": get, "POST": post, "PATCH": patch}
    return Cell(name, {method: people for method, people in wanted.items() if people is not None}, **more)


def family(name: str, *, writers: frozenset[str], desk: frozenset[str]) -> list[Cell]:
    """The addresses of one family that name no row."""
    return [
        page(f"{name}s", get=PEOPLE),
        page(f"{name}-export", get=PEOPLE),
        page(f"{name}-new", get=writers, post=writers),
        page(f"{name}-batch", post=LOGGED_IN, body="move=submit"),
        page(f"desk-{name}s", get=LOGGED_IN),
        page(f"operator-{name}s", get=desk),
    ]


PLAIN = [
    page("home", get=PEOPLE),
    page("ask", post=PEOPLE),
    page("size", post=PEOPLE),
    page("search", get=PEOPLE),
    page("accessibility", get=PEOPLE),
    page("feedback", get=PEOPLE, post=PEOPLE),
    page("feedback-log", get=PEOPLE),
    page("operator-feedback", get=LOOKING),
    page("remark-batch", post=LOOKING, body="move=read"),
    page("operator-matching", get=LOOKING),
    page("operator-matching-figures", get=LOOKING),
    page("operator-matching-start", post=CENTRE | OFFICE),
    page("operator-matching-cancel", post=CENTRE | OFFICE, at={"pk": "full_run"}),
    page("privacy", get=PEOPLE),
    Cell("login", {"GET": PEOPLE, "POST": PEOPLE, "PUT": LOGGED_IN, "DELETE": LOGGED_IN}),  # sent on to the desk
    page("logout", post=PEOPLE),
    page("register", get=PEOPLE, post=PEOPLE),
    page("password_reset", get=PEOPLE, post=PEOPLE),
    page("password_reset_confirm", get=PEOPLE, post=PEOPLE, fixed={"uidb64": "MQ", "token": "x-y"}),
    page("account", get=LOGGED_IN, post=LOGGED_IN),
    page("switch", post=NOBODY, sees=NOBODY),  # a membership that is not one's own does not exist
    page("join", get=LOGGED_IN, post=LOGGED_IN),
    page("desk", get=LOGGED_IN),
    page("profile", get=PROFILE_KEEPERS, post=PROFILE_KEEPERS, sees=LOGGED_IN),
    page("profile-confirm", post=PROFILE_KEEPERS, sees=LOGGED_IN),
    page("codes", get=PROFILE_KEEPERS, post=PROFILE_KEEPERS, sees=LOGGED_IN),
    page("enterprise-profile", get=ENTERPRISE_KEEPERS, post=ENTERPRISE_KEEPERS, sees=ENTERPRISE_PEOPLE),
    page("enterprise-profile-confirm", post=ENTERPRISE_KEEPERS, sees=ENTERPRISE_PEOPLE),
    page("university-profile", get=UNIVERSITY_KEEPERS, post=UNIVERSITY_KEEPERS, sees=UNIVERSITY_PEOPLE),
    page("university-profile-confirm", post=UNIVERSITY_KEEPERS, sees=UNIVERSITY_PEOPLE),
    page("enrolment", get=UNIVERSITY_PEOPLE, sees=UNIVERSITY_PEOPLE),
    page(
        "enrolment-report",
        get=UNIVERSITY_KEEPERS,
        post=UNIVERSITY_KEEPERS,
        sees=UNIVERSITY_PEOPLE,
        fixed={"year": 2026},
    ),
    page("platforms", get=UNIVERSITY_PEOPLE, sees=UNIVERSITY_PEOPLE),
    page(
        "platform-new",
        get=UNIVERSITY_KEEPERS | PLATFORM_WRITERS,
        post=UNIVERSITY_KEEPERS | PLATFORM_WRITERS,
        sees=UNIVERSITY_PEOPLE,
    ),
    page(
        "platform-edit",
        get=PLATFORM_WRITERS | OFFICE,
        post=PLATFORM_WRITERS | OFFICE,
        sees=PEOPLE,
        at={"pk": "platform"},
    ),
    page(
        "platform-funding",
        get=frozenset({"lin_yue", "gu_feng"}) | OFFICE,
        post=frozenset({"lin_yue", "gu_feng"}) | OFFICE,
        sees=PEOPLE,
        at={"pk": "platform"},
    ),
    page("members", get=LOGGED_IN, post=frozenset({"li_na", "he_jun", "gu_feng"})),
    page("invite", post=frozenset({"li_na", "he_jun", "gu_feng"}), sees=None),
    page(
        "invitation-move",
        post=frozenset({"li_na"}),
        sees=frozenset({"li_na"}),
        at={"pk": "invitation"},
        fixed={"move": "revoke"},
    ),
    page(
        "invitation-move",
        post=frozenset({"li_na"}),
        sees=frozenset({"li_na"}),
        at={"pk": "invitation"},
        fixed={"move": "resend"},
    ),
    page("invitation", get=NOBODY, post=NOBODY, sees=NOBODY, fixed={"token": "x" * 64}),
    page("draft-drop", post=PEOPLE),
    *family("demand", writers=PEOPLE, desk=CENTRE),  # a visitor may write; saving is refused later
    *family("resource", writers=RESOURCE_WRITERS, desk=OFFICE),
    *family("base", writers=BASE_WRITERS, desk=CENTRE | OFFICE),
    page("desk-partnerships", get=LOGGED_IN),
    *family("alliance", writers=ALLIANCE_WRITERS, desk=COMMITTEE),
    page("alliancemember-batch", post=LOGGED_IN, body="move=approve"),
    page("desk-seats", get=LOGGED_IN),
    *family("mentor", writers=MENTOR_WRITERS, desk=CENTRE),
    page("appointments", get=LOGGED_IN),
    *family("event", writers=EVENT_HOSTS, desk=CENTRE),
    page("my-events", get=LOGGED_IN),
    page("surveys", get=LOGGED_IN),
    page("survey-new", get=SURVEY_ASKERS, post=SURVEY_ASKERS),
    page("cockpit", get=LOOKING),
    page("cockpit-targets", get=LOOKING),
    page("cockpit-chart", get=LOOKING, fixed={"slug": "funnel"}),
    page("cockpit-rows", get=LOOKING, fixed={"fact": "demands.published"}),
    page("operator-organizations", get=CENTRE | OFFICE | {"safe_gao"}),
    page("organizations", get=PEOPLE),
    page("livez", get=PEOPLE),
    page("readyz", get=PEOPLE),
    page("api-schema", get=PEOPLE),
    page("api-docs", get=PEOPLE),
]

# Four demands of 海陆精工 and four resources of 演示大学; the matched ones are granted to 东滩大学.
DEMAND_SEEN = {
    "draft_demand": HAILU,
    "sent_demand": HAILU | LOOKING,
    "open_demand": PEOPLE,
    "matched_demand": HAILU | LOOKING | DONGTAN,
}
RESOURCE_SEEN = {
    "draft_resource": YANSHI,
    "sent_resource": YANSHI | LOOKING,
    "open_resource": PEOPLE,
    "matched_resource": YANSHI | LOOKING | DONGTAN,
}
MENTOR_SEEN = {
    "draft_mentor": HAILU,
    "sent_mentor": HAILU | LOOKING,
    "open_mentor": PEOPLE,
    "matched_mentor": HAILU | LOOKING | DONGTAN,
}
OWN_MOVES = ["submit", "withdraw", "reopen"]
DESK_MOVES = ["publish", "return"]
EDITABLE = {"draft", "open", "matched"}


def listing(
    model: str,
    one: str,
    seen: frozenset[str],
    writers: frozenset[str],
    desk: frozenset[str],
    levelled: bool = False,
    closing: str = "close",
) -> list[Cell]:
    """Everything that can be asked of one listing; a desk acts only on what it sees. What holds a level stays."""
    at, editors = {"pk": one}, writers if one.split("_")[0] in EDITABLE else NOBODY
    desk = desk & seen
    cells = [
        page(f"{model}-detail", get=seen, sees=seen, at=at),
        page(f"{model}-edit", get=editors, post=editors, sees=seen, at=at),
        page(f"{model}-check", get=writers, post=writers, sees=seen, at=at),
        page(f"{model}-undo", post=writers | desk, sees=seen, at=at),
        page(f"{model}-confirm", post=writers, sees=seen, at=at),
        page(f"{model}-return", get=desk, post=desk, sees=seen, at=at),
    ]
    rights = dict.fromkeys(OWN_MOVES, writers) | dict.fromkeys(DESK_MOVES, desk)
    rights |= {closing: writers | desk, "amend": NOBODY}
    rights |= {"withdraw": NOBODY, "close": NOBODY} if levelled else {}
    cells += [page(f"{model}-move", get=p, post=p, sees=seen, at=at, fixed={"move": m}) for m, p in rights.items()]
    return cells


LISTINGS = [
    cell
    for one, seen in DEMAND_SEEN.items()
    for cell in [
        *listing("demand", one, seen, HAILU, CENTRE),
        page("demand-matches", get=HAILU | (LOOKING & seen), sees=seen, at={"pk": one}),
        page("demand-compare", get=HAILU | (LOOKING & seen), sees=seen, at={"pk": one}),
    ]
] + [cell for one, seen in RESOURCE_SEEN.items() for cell in listing("resource", one, seen, YANSHI_WRITERS, OFFICE)]
LISTINGS += [cell for one, seen in MENTOR_SEEN.items() for cell in listing("mentor", one, seen, HAILU, CENTRE)]

# A mentor of 海陆精工, appointed by 演示大学, which wrote an hour down; a level is asked for.
SIDES, SCHOOL = HAILU | {"lin_yue", "gu_feng"}, frozenset({"lin_yue", "gu_feng"})
TERM_SEEN, BEHIND_SEEN = HAILU | YANSHI | LOOKING, HAILU | LOOKING
MENTORS = [
    page("mentor-consent", get=HAILU, post=HAILU, sees=HAILU, at={"pk": "draft_mentor"}),
    page("mentor-take-back", post=HAILU, sees=PEOPLE, at={"pk": "open_mentor"}),
    page("mentor-grade", get=HAILU, post=HAILU, sees=PEOPLE, at={"pk": "open_mentor"}),
    page("mentor-link", get=HAILU, post=HAILU, sees=PEOPLE, at={"pk": "open_mentor"}),
    page("mentor-move", get=NOBODY, post=NOBODY, sees=PEOPLE, at={"pk": "open_mentor"}, fixed={"move": "hide"}),
    page(
        "mentor-appoint", get=SCHOOL | {"wang_wei"}, post=SCHOOL | {"wang_wei"}, sees=PEOPLE, at={"pk": "open_mentor"}
    ),
    page("mentor-appoint", get=NOBODY, post=NOBODY, sees=HAILU, at={"pk": "draft_mentor"}),
    page("grade-move", get=CENTRE, post=CENTRE, sees=BEHIND_SEEN, at={"pk": "grade"}, fixed={"move": "grant"}),
    page("appointment", get=TERM_SEEN, post=SIDES, sees=TERM_SEEN, at={"pk": "appointment"}),
    page("appointment-confirm", post=SIDES, sees=TERM_SEEN, at={"pk": "appointment"}),
    *(
        page("appointment-move", get=who, post=who, sees=TERM_SEEN, at={"pk": "appointment"}, fixed={"move": name})
        for name, who in {"agree": HAILU, "decline": HAILU, "start": SCHOOL, "end": SIDES, "expire": NOBODY}.items()
    ),
    *(
        page("hourentry-move", get=HAILU, post=HAILU, sees=TERM_SEEN, at={"pk": "hour"}, fixed={"move": name})
        for name in ("confirm", "dispute")
    ),
    page("hourentry-correct", get=SIDES, post=SIDES, sees=TERM_SEEN, at={"pk": "hour"}),
]

# Four bases of 海陆精工; the open one is at 培育 level, 演示大学 has agreed to build it and 东滩大学 is asked.
BASE_SEEN = {name.replace("demand", "base"): seen for name, seen in DEMAND_SEEN.items()}
BASES = [
    cell
    for one, seen in BASE_SEEN.items()
    for cell in [
        *listing("base", one, seen, HAILU, CENTRE, levelled=one == "open_base"),
        page("base-trend", get=seen, sees=seen, at={"pk": one}),
        page("base-level", get=COMMITTEE & seen, post=COMMITTEE & seen, sees=seen, at={"pk": one}),
        page("base-figures", get=HAILU, post=HAILU, sees=seen, at={"pk": one}),
        page("base-partners", get=seen, sees=seen, at={"pk": one}),
        page("base-invite", post=HAILU, sees=seen, at={"pk": one}),
    ]
] + [
    page("partner-move", get=people, post=people, sees=seen, at={"pk": one}, fixed={"move": move})
    for one, seen, rights in (
        ("agreed_partner", PEOPLE, {"agree": {"lin_yue", "gu_feng"}, "leave": HAILU | {"lin_yue", "gu_feng"}}),
        ("asked_partner", HAILU | DONGTAN | LOOKING, {"agree": {"wang_wei"}, "decline": {"wang_wei"}, "invite": HAILU}),
    )
    for move, people in rights.items()
]

# Four alliances of 海陆精工; the committee publishes them.
ALLIANCE_SEEN = {name.replace("demand", "alliance"): seen for name, seen in DEMAND_SEEN.items()}
ALLIANCES = [
    cell
    for one, seen in ALLIANCE_SEEN.items()
    for cell in [
        *listing("alliance", one, seen, HAILU, COMMITTEE),
        page("alliance-members", get=seen, sees=seen, at={"pk": one}),
        page("alliance-secretary", post=HAILU, sees=seen, at={"pk": one}),
    ]
] + [
    cell
    for one, runs, joins, shares in (
        ("sent_alliance", NOBODY, NOBODY, NOBODY),
        ("open_alliance", HAILU, {"he_jun", "lin_yue", "gu_feng", "wang_wei"}, {"lin_yue", "gu_feng"}),
        ("matched_alliance", HAILU, {"wang_wei"}, NOBODY),
    )
    for cell in [
        page("alliance-invite", post=runs, sees=ALLIANCE_SEEN[one], at={"pk": one}),
        page("alliance-announce", get=runs, post=runs, sees=ALLIANCE_SEEN[one], at={"pk": one}),
        page("alliance-join", get=joins, post=joins, sees=ALLIANCE_SEEN[one], at={"pk": one}),
        page("alliance-share", get=shares, post=shares, sees=ALLIANCE_SEEN[one], at={"pk": one}),
    ]
]
# At the open one 演示大学 is a member and lends a resource, 东滩大学 asks for a seat, 蓝海锻造 is invited.
ALLIANCES += [
    page("alliancemember-move", get=people, post=people, sees=seen, at={"pk": one}, fixed={"move": move})
    for one, seen, rights in (
        ("member_seat", PEOPLE, {"leave": {"lin_yue", "gu_feng"}, "remove": HAILU}),
        (
            "asking_seat",
            HAILU | DONGTAN | LOOKING,
            {"approve": HAILU, "send_back": HAILU, "withdraw": {"wang_wei"}, "resubmit": {"wang_wei"}},
        ),
        ("invited_seat", HAILU | {"he_jun"} | LOOKING, {"accept": {"he_jun"}, "decline": {"he_jun"}, "revoke": HAILU}),
    )
    for move, people in rights.items()
] + [
    page("alliancemember-role", post=HAILU, sees=PEOPLE, at={"pk": "member_seat"}, body="role=vice"),
    page("shareditem-take-back", post=HAILU | {"lin_yue", "gu_feng"}, sees=PEOPLE, at={"pk": "shared_item"}),
    page("secretary-dismiss", post=HAILU, sees=HAILU | YANSHI, at={"pk": "secretary"}),
]
# Four events of 海陆精工; 林悦 has a seat at the open one.
EVENT_SEEN = {name.replace("demand", "event"): seen for name, seen in DEMAND_SEEN.items()}
TICKET_SEEN, COMES = HAILU | {"lin_yue"}, frozenset({"lin_yue"})
EVENTS = [
    cell
    for one, seen in EVENT_SEEN.items()
    for cell in [
        *listing("event", one, seen, HAILU, CENTRE, closing="cancel"),
        page("event-register", post=seen & LOGGED_IN, sees=seen, at={"pk": one}),
        page("event-people", get=HAILU, sees=seen, at={"pk": one}),
        page("event-people-export", get=HAILU, sees=seen, at={"pk": one}),
        page("event-door", get=HAILU, post=HAILU, sees=seen, at={"pk": one}),
        page("event-alliance", post=HAILU if one.split("_")[0] in EDITABLE else NOBODY, sees=seen, at={"pk": one}),
    ]
] + [
    page("registration", get=TICKET_SEEN, sees=TICKET_SEEN, at={"pk": "seat"}),
    page("registration-qr", get=TICKET_SEEN, sees=TICKET_SEEN, at={"pk": "seat"}),
    page("registration-ics", get=TICKET_SEEN, sees=TICKET_SEEN, at={"pk": "seat"}),
    page("check-in", get=HAILU, post=HAILU, sees=TICKET_SEEN, at={"code": "seat_code"}),
    *(
        page("registration-move", get=who, post=who, sees=TICKET_SEEN, at={"pk": "seat"}, fixed={"move": name})
        for name, who in {"cancel": COMES, "remove": HAILU, "check_in": HAILU, "seat": NOBODY}.items()
    ),
]

# A survey of the centre to everybody, answered by 演示大学, and a draft of its own.
ANSWER_SEEN, OUR_DRAFT = YANSHI | CENTRE, CENTRE | {"admin_xu"}  # a colleague reads a draft too
EVENTS += [
    page("survey", get=LOGGED_IN, post=SPEAKERS, sees=LOGGED_IN, at={"pk": "open_survey"}),
    page("survey", get=OUR_DRAFT, post=NOBODY, sees=OUR_DRAFT, at={"pk": "draft_survey"}),
    *(
        page("survey-edit", get=who, post=who, sees=seen, at={"pk": one})
        for one, who, seen in (("open_survey", NOBODY, LOGGED_IN), ("draft_survey", CENTRE, OUR_DRAFT))
    ),
    page("survey-question-drop", post=CENTRE, sees=OUR_DRAFT, at={"pk": "draft_survey"}, fixed={"number": 1}),
    page("survey-move", get=CENTRE, post=CENTRE, sees=OUR_DRAFT, at={"pk": "draft_survey"}, fixed={"move": "publish"}),
    page("survey-move", get=CENTRE, post=CENTRE, sees=LOGGED_IN, at={"pk": "open_survey"}, fixed={"move": "end"}),
    page("survey-results", get=CENTRE, sees=LOGGED_IN, at={"pk": "open_survey"}),
    page("survey-export", get=CENTRE, sees=LOGGED_IN, at={"pk": "open_survey"}),
    page("answer-demand", post=YANSHI_WRITERS, sees=ANSWER_SEEN, at={"pk": "answer"}),
    page("answer-ask", post=CENTRE, sees=ANSWER_SEEN, at={"pk": "answer"}),
]

# A suggestion for the open demand, and one for the demand only sent in: the other side must not know of that one yet.
MATCHES = [
    page(
        "match-feedback",
        post=HAILU | YANSHI_WRITERS | CENTRE | OFFICE,
        sees=HAILU | YANSHI | LOOKING,
        at={"pk": "open_match"},
    ),
    page("match-feedback", post=HAILU | CENTRE | OFFICE, sees=HAILU | LOOKING, at={"pk": "early_match"}),
]

IMPORTS = [
    page("imports", get=IMPORTERS, post=IMPORTERS, sees=IMPORTERS),
    page("import-template", get=RESOURCE_WRITERS, sees=RESOURCE_WRITERS, fixed={"family": "resource", "kind": "lab"}),
    page("import", get=YANSHI_WRITERS, sees=YANSHI_WRITERS, at={"pk": "batch"}),
    page("import-columns", post=YANSHI_WRITERS, sees=YANSHI_WRITERS, at={"pk": "batch"}),
    page("import-apply", post=YANSHI_WRITERS, sees=YANSHI_WRITERS, at={"pk": "batch"}),
    page("import-undo", post=YANSHI_WRITERS, sees=YANSHI_WRITERS, at={"pk": "batch"}),
    page("import-cancel", post=YANSHI_WRITERS, sees=YANSHI_WRITERS, at={"pk": "batch"}),
    page("import-failures", get=YANSHI_WRITERS, sees=YANSHI_WRITERS, at={"pk": "batch"}),
]

# A proposal of 海陆精工 to 演示大学, one under way between them, and the case of the demand behind both.
DEALS, PARTIES = HAILU | YANSHI_WRITERS, HAILU | YANSHI | CENTRE | OFFICE
BROKERS, CASE_SEEN = CENTRE | OFFICE, HAILU | LOOKING
PROPOSERS = DEMAND_WRITERS | RESOURCE_WRITERS | BROKERS


def of_dealing(one: str) -> list[Cell]:
    """Everything that can be asked of one dealing, whatever its state."""
    at, cells = {"pk": one}, [page("dealing", get=PARTIES, sees=PARTIES, at={"pk": one})]
    moves = {"accept": YANSHI_WRITERS, "decline": YANSHI_WRITERS, "withdraw": HAILU, "negotiate": DEALS, "agree": DEALS}
    moves |= {"renegotiate": DEALS, "deliver": HAILU, "end": DEALS | BROKERS}
    moves |= dict.fromkeys(("lapse", "start", "finish"), NOBODY)
    cells += [
        page("dealing-move", get=people, post=people, sees=PARTIES, at=at, fixed={"move": name})
        for name, people in moves.items()
    ]
    written = {"note": DEALS | BROKERS, "step": DEALS | BROKERS} | dict.fromkeys(
        ("milestone", "reach", "paper", "confirm", "outcome", "rate"), DEALS
    )
    return cells + [
        page("dealing-record", post=people, sees=PARTIES, at=at, fixed={"what": what})
        for what, people in written.items()
    ]


DEALINGS = [
    page("desk-dealings", get=LOGGED_IN),
    page("dealing-new", get=PROPOSERS, post=PROPOSERS),
    page("operator-dealings", get=LOOKING),
    page("dealing-batch", post=BROKERS, body="do=remind"),
    page("operator-cases", get=LOOKING),
    page("case-batch", post=BROKERS, body="do=assign"),
    page("demand-ask", post=HAILU | BROKERS, sees=PEOPLE, at={"pk": "open_demand"}),
    *(
        page("case-move", get=people, post=people, sees=CASE_SEEN, at={"pk": "case"}, fixed={"move": name})
        for name, people in {"ask": HAILU | BROKERS, "take": BROKERS, "close": BROKERS, "overdue": NOBODY}.items()
    ),
    *of_dealing("proposed_dealing"),
    *of_dealing("running_dealing"),
]

VERIFIED_SEEN, WAITING_SEEN = PEOPLE, STAFF_SIDE | {"xin_mei"}
ORGANIZATIONS = [
    page("organization", get=VERIFIED_SEEN, sees=VERIFIED_SEEN, at={"code": "hailu"}),
    page("organization", get=WAITING_SEEN, sees=WAITING_SEEN, at={"code": "newcomer"}),
    page("operator-organization", get=CENTRE, post=CENTRE, sees=CENTRE, at={"code": "newcomer"}),
    page("organization-move", post=CENTRE, sees=WAITING_SEEN, at={"code": "newcomer"}, fixed={"move": "verify"}),
    page("organization-move", post=CENTRE, sees=WAITING_SEEN, at={"code": "newcomer"}, fixed={"move": "return"}),
    page("organization-move", post=CENTRE, sees=PEOPLE, at={"code": "hailu"}, fixed={"move": "suspend"}),
    page("organization-move", post={"xin_mei"}, sees=WAITING_SEEN, at={"code": "newcomer"}, fixed={"move": "resubmit"}),
    page(
        "member-move",
        post=frozenset({"li_na"}) | CENTRE,
        sees=HAILU | CENTRE | {"safe_gao"},
        at={"pk": "asking_member"},
        fixed={"move": "approve"},
    ),
]
# A file of the demand only sent in: seen as that demand is; taken away by the rule of its record alone.
FILES = [
    *MENTORS,
    page("attachment", get=HAILU | LOOKING, sees=HAILU | LOOKING, at={"pk": "attachment"}),
    page("attachment-remove", post=NOBODY, sees=HAILU | LOOKING, at={"pk": "attachment"}),
    page(
        "attach",
        post=SIDES,
        sees=TERM_SEEN,
        at={"pk": "appointment"},
        fixed={"app": "mentors", "model": "appointment"},
    ),
    page("attach", post=HAILU, sees=BEHIND_SEEN, at={"pk": "grade"}, fixed={"app": "mentors", "model": "grade"}),
    page("attach", post=NOBODY, sees=NOBODY, fixed={"app": "accounts", "model": "user", "pk": 1}),
]
# What 海陆精工's owner was told; a draft and an open 公示 of the centre, the open one with an objection.
NOTICES = [
    page("inbox", get=LOGGED_IN),
    page("inbox-read", post=LOGGED_IN),
    page("inbox-settings", get=LOGGED_IN, post=LOGGED_IN),
    page("notice-open", get={"li_na"}, sees=frozenset({"li_na"}), at={"pk": "told_notice"}),
    page("public-notices", get=PEOPLE),
    page("public-notice", get=PEOPLE, at={"pk": "open_notice"}),
    page("public-notice", get=CENTRE, sees=CENTRE, at={"pk": "draft_notice"}),
    page("public-notice-object", get=PEOPLE, post=PEOPLE, at={"pk": "open_notice"}),
    page("public-notice-object", get=NOBODY, post=NOBODY, sees=CENTRE, at={"pk": "draft_notice"}),
    page("operator-notices", get=LOOKING),
    page("operator-notice-new", get=LOOKING, post=LOOKING),
    page("operator-notice", get=CENTRE, at={"pk": "open_notice"}),
    page("operator-notice", get=CENTRE, sees=CENTRE, at={"pk": "draft_notice"}),
    page("operator-notice-edit", get=NOBODY, post=NOBODY, at={"pk": "open_notice"}),
    page("operator-notice-edit", get=CENTRE, post=CENTRE, sees=CENTRE, at={"pk": "draft_notice"}),
    page("publicnotice-move", get=CENTRE, post=CENTRE, sees=CENTRE, at={"pk": "draft_notice"}, fixed={"move": "open"}),
    page("publicnotice-move", get=CENTRE, post=CENTRE, at={"pk": "open_notice"}, fixed={"move": "withdraw"}),
    page("publicnotice-move", get=NOBODY, post=NOBODY, at={"pk": "open_notice"}, fixed={"move": "close"}),
    page("remark-move", post=LOOKING, sees=LOOKING | {"li_na"}, at={"pk": "remark"}, fixed={"move": "read"}),
    page("remark-move", post=LOOKING, sees=LOOKING | {"li_na"}, at={"pk": "remark"}, fixed={"move": "decline"}),
    page("objection-move", post=CENTRE, sees=CENTRE, at={"pk": "objection"}, fixed={"move": "uphold"}),
    page("calendar", get=LOOKING),
    page("calendar-year", get=LOOKING, post=LOOKING, fixed={"year": 2027}),
    page("templates", get=LOOKING),
    page("template", get=LOOKING, post=LOOKING, fixed={"slug": "dealing_intent"}),
    page("template-use", post=LOOKING, fixed={"slug": "dealing_intent", "version": 0}),
    page("template-file", get=LOOKING, fixed={"slug": "dealing_intent", "version": 0}),
]
# A policy in force with an item and a guide, and a draft that only the staff side sees.
POLICIES = [
    *(page(name, get=PEOPLE) for name in ("policies", "policy-export", "policy-feed", "policy-guides")),
    page("policy-check", get=PEOPLE, post=PEOPLE),
    page("policy-check-result", get=PEOPLE),
    page("policy-subscriptions", get=LOGGED_IN, post=LOGGED_IN),
    page("policy-subscription-end", post=frozenset({"li_na"}), sees=frozenset({"li_na"}), at={"pk": "subscription"}),
    page("policy-new", get=COMMITTEE, post=COMMITTEE),
    page("policy-import", get=COMMITTEE, post=COMMITTEE),
    page("policy-template", get=COMMITTEE),
    page("desk-policies", get=COMMITTEE),
    page("policy-item-edit", get=COMMITTEE, post=COMMITTEE, sees=PEOPLE, at={"pk": "policy_item"}),
    *(
        cell
        for one, seen, moves in (
            ("open_policy", PEOPLE, ("supersede", "expire")),
            ("draft_policy", STAFF_SIDE, ("publish", "restore")),
        )
        for cell in (
            page("policy-detail", get=seen, sees=seen, at={"pk": one}),
            page("policy-edit", get=COMMITTEE, post=COMMITTEE, sees=seen, at={"pk": one}),
            page("policy-guide-edit", get=COMMITTEE, post=COMMITTEE, sees=seen, at={"pk": one}),
            page("policy-item-new", get=COMMITTEE, post=COMMITTEE, sees=seen, at={"pk": one}),
            page("policy-undo", post=COMMITTEE, sees=seen, at={"pk": one}),
            *(
                page("policy-move", get=COMMITTEE, post=COMMITTEE, sees=seen, at={"pk": one}, fixed={"move": move})
                for move in moves
            ),
        )
    ),
    page("policy-guide", get=PEOPLE, at={"pk": "open_policy"}),
    page("policy-guide", get=NOBODY, sees=NOBODY, at={"pk": "draft_policy"}),
]
PORTAL = PLAIN + POLICIES + LISTINGS + BASES + ALLIANCES + EVENTS
PORTAL += MATCHES + DEALINGS + IMPORTS + ORGANIZATIONS + FILES + NOTICES

# Programs: the key of 海陆精工 and of 演示大学 with every scope, one that may only read demands, a wrong one, and none.
PROGRAMS = frozenset({"hailu_key", "yanshi_key", "reading_key", "wrong_key", "no_key"})
KEYS = frozenset({"hailu_key", "yanshi_key", "reading_key"})
FULL = frozenset({"hailu_key", "yanshi_key"})
MOVE = {"body": '{"move": "withdraw"}', "content_type": "application/json"}
API = [
    page("api-kinds", get=KEYS),
    page("api-organizations", get=KEYS),
    page("api-demands", get=KEYS, post=FULL),
    page("api-resources", get=FULL, post=FULL),
    page("api-mentors", get=FULL, post=FULL),
    page("api-notices", get=FULL),
    page("api-notices-read", post=FULL, body='{"all": true}', content_type="application/json"),
    page("api-public-notices", get=KEYS),
    page("api-policies", get=KEYS),
    page("api-policy", get=KEYS, at={"pk": "open_policy"}),
    page("api-policy-items", get=KEYS),
    page("api-policy-check", post=KEYS, body='{"answers": {}}', content_type="application/json"),
    page("api-bases", get=FULL, post=FULL),
    page("api-alliances", get=FULL, post=FULL),
    page("api-events", get=FULL, post=FULL),
    page("api-missing", get=NOBODY),
]


NEW = {"body": '{"external_id": "A-1"}', "content_type": "application/json"}


def changers(one: str, keepers: frozenset[str]) -> frozenset[str]:
    """Who may change a row over the API: those who may edit it on its page."""
    return keepers if one.split("_")[0] in EDITABLE else NOBODY


def items(
    model: str, seen: dict[str, frozenset[str]], writers: frozenset[str], keepers: frozenset[str] = NOBODY
) -> list[Cell]:
    """Everything a program can ask of one row of a family; a reading key may read demands only."""
    return [
        cell
        for one, people in seen.items()
        for cell in (
            page(
                f"api-{model}", get=people, patch=changers(one, keepers or writers), sees=people, at={"pk": one}, **NEW
            ),
            page(f"api-{model}-moves", post=writers, sees=people & FULL, at={"pk": one}, **MOVE),
        )
    ]


DEMAND_KEYS = {
    "draft_demand": frozenset({"hailu_key", "reading_key"}),
    "sent_demand": frozenset({"hailu_key", "reading_key"}),
    "open_demand": KEYS,
    "matched_demand": frozenset({"hailu_key", "reading_key"}),
}
RESOURCE_KEYS = {
    "draft_resource": frozenset({"yanshi_key"}),
    "sent_resource": frozenset({"yanshi_key"}),
    "open_resource": FULL,
    "matched_resource": frozenset({"yanshi_key"}),
}
API += items("demand", DEMAND_KEYS, frozenset({"hailu_key"})) + items(
    "resource", RESOURCE_KEYS, frozenset({"yanshi_key"})
)
BASE_KEYS = {name.replace("demand", "base"): seen & FULL for name, seen in DEMAND_KEYS.items()}
BASE_KEYS["open_base"] = FULL
FREE_BASES = {name: seen for name, seen in BASE_KEYS.items() if name != "open_base"}
API += items("base", FREE_BASES, frozenset({"hailu_key"}))
API += items(
    "base", {"open_base": FULL}, NOBODY, frozenset({"hailu_key"})
)  # it holds a level, so it cannot be withdrawn
ALLIANCE_KEYS = {name.replace("demand", "alliance"): seen & FULL for name, seen in DEMAND_KEYS.items()}
ALLIANCE_KEYS["open_alliance"] = FULL
API += items("alliance", ALLIANCE_KEYS, frozenset({"hailu_key"}))
EVENT_KEYS = {name.replace("demand", "event"): seen & FULL for name, seen in DEMAND_KEYS.items()}
EVENT_KEYS["open_event"] = FULL
API += items("event", EVENT_KEYS, frozenset({"hailu_key"}))
ASKS = {"body": '{"reason": "想加入"}', "content_type": "application/json"}
API += [
    page("api-alliance-members", get=seen, post=NOBODY, sees=seen, at={"pk": one}, **ASKS)
    for one, seen in ALLIANCE_KEYS.items()
    if one != "open_alliance"
]
API += [
    page("api-alliance-members", get=FULL, post=frozenset({"yanshi_key"}), at={"pk": "open_alliance"}, **ASKS),
    page(
        "api-alliancemember-moves",
        post=frozenset({"yanshi_key"}),
        sees=FULL,
        at={"pk": "member_seat"},
        body='{"move": "accept"}',
        content_type="application/json",
    ),
]
FIGURES = {"body": '{"year": 2025, "figures": {}}', "content_type": "application/json"}
API += [
    page("api-base-figures", get=seen, post=frozenset({"hailu_key"}), sees=seen, at={"pk": one}, **FIGURES)
    for one, seen in BASE_KEYS.items()
]
API += [
    page("api-demand-matches", get=seen & FULL, sees=seen & FULL, at={"pk": one}) for one, seen in DEMAND_KEYS.items()
]
API += [
    page("api-dealings", get=FULL, post=FULL),
    *(
        cell
        for one in ("proposed_dealing", "running_dealing")
        for cell in (
            page("api-dealing", get=FULL, sees=FULL, at={"pk": one}),
            page(
                "api-dealing-moves",
                post=FULL,
                sees=FULL,
                at={"pk": one},
                body='{"move": "end", "reason": "budget"}',
                content_type="application/json",
            ),
            page("api-dealing-notes", get=FULL, post=FULL, sees=FULL, at={"pk": one}),
        )
    ),
]
for one, seen in {
    "draft_mentor": frozenset({"hailu_key"}),
    "sent_mentor": frozenset({"hailu_key"}),
    "open_mentor": FULL,
    "matched_mentor": frozenset({"hailu_key"}),
}.items():
    API += [
        page("api-mentor", get=seen, patch=changers(one, frozenset({"hailu_key"})), sees=seen, at={"pk": one}, **NEW),
        page("api-mentor-moves", post=frozenset({"hailu_key"}), sees=seen, at={"pk": one}, **MOVE),
    ]
