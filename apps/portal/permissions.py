"""Who may open which address: one row per url name; the base view asks it, the matrix test walks it.

PUBLIC — anybody. LOGIN — anybody logged in. MEMBER — somebody with an active membership.
At(model, verb) — the rule is asked of the model at large. On(verb) — of the row named in the address:
what the actor may not see does not exist (404), what he may see but not touch is refused (403).
"""

from dataclasses import dataclass


@dataclass(frozen=True)
class Public:
    """Anybody."""


@dataclass(frozen=True)
class Login:
    """Anybody with an account."""


@dataclass(frozen=True)
class Member:
    """Somebody who acts for an organization, in one of `roles` when any are named."""

    roles: frozenset[str] = frozenset()


@dataclass(frozen=True)
class At:
    """`verb` on a model at large; `model` is its label, as in "demands.demand"."""

    model: str
    verb: str


@dataclass(frozen=True)
class On:
    """Any of `verbs` on the row the address names; "{move}" is the move the address names."""

    verbs: tuple[str, ...]


def on(*verbs: str) -> On:
    return On(verbs)


STAFF = frozenset({"committee", "centre_operator", "office_operator"})  # who watches over the whole

Rule = Public | Login | Member | At | On
PUBLIC, LOGIN, MEMBER = Public(), Login(), Member()


def family(model: str) -> dict[str, Rule]:
    """The rows of one family of listings; their addresses are in `routes.PAGES`."""
    name = model.rpartition(".")[2]
    return {
        f"{name}s": At(model, "list"),
        f"{name}-export": At(model, "list"),
        f"{name}-new": At(model, "create"),
        f"{name}-batch": MEMBER,  # each row is asked by itself
        f"{name}-detail": on("view"),
        f"{name}-edit": on("edit"),
        f"{name}-check": on("submit"),
        f"{name}-undo": on("undo"),
        f"{name}-confirm": on("confirm"),
        f"{name}-return": on("return"),
        f"{name}-move": on("{move}"),
        f"desk-{name}s": MEMBER,
        f"operator-{name}s": At(model, "review"),
    }


PERMISSIONS: dict[str, Rule] = {
    "home": PUBLIC,
    "ask": PUBLIC,
    "size": PUBLIC,
    "search": PUBLIC,
    "accessibility": PUBLIC,
    "feedback": PUBLIC,
    "feedback-log": PUBLIC,
    "privacy": PUBLIC,
    # coming in
    "login": PUBLIC,
    "logout": PUBLIC,
    "register": PUBLIC,
    "password_reset": PUBLIC,
    "password_reset_confirm": PUBLIC,
    "account": LOGIN,
    "switch": LOGIN,
    "join": LOGIN,
    # the cockpit
    **dict.fromkeys(("cockpit", "cockpit-targets", "cockpit-chart", "cockpit-rows"), Member(STAFF)),
    # the desk
    "desk": LOGIN,
    "profile": on("edit"),
    "profile-confirm": on("edit"),
    "codes": on("edit"),
    "enterprise-profile": on("edit"),
    "enterprise-profile-confirm": on("edit"),
    "university-profile": on("edit"),
    "university-profile-confirm": on("edit"),
    # a colleague may read what is reported; reporting is the keepers', a platform is entered by those who deal
    "enrolment": on("view"),
    "enrolment-report": on("edit"),
    "platforms": on("view"),
    "platform-new": on("edit"),
    "platform-edit": on("edit"),
    "platform-funding": on("edit"),
    "members": MEMBER,
    "member-move": on("{move}"),
    "invite": MEMBER,
    "invitation-move": on("{move}"),
    "invitation": PUBLIC,  # the link is the key
    # families of listings; a demand is written by visitors too, and saving it is the service's to refuse
    **family("demands.demand"),
    "demand-new": PUBLIC,
    "draft-drop": PUBLIC,
    "demand-matches": on("submit", "look"),
    "demand-compare": on("submit", "look"),
    "match-feedback": on("judge"),
    **family("resources.resource"),
    **family("bases.base"),
    "base-trend": on("view"),
    "base-level": on("decide"),
    "base-figures": on("declare"),
    "base-partners": on("view"),
    "base-invite": on("invite"),
    "partner-move": on("{move}"),
    "desk-partnerships": MEMBER,
    **family("alliances.alliance"),
    "alliance-join": on("join"),
    "alliance-members": on("view"),
    "alliance-invite": on("invite"),
    "alliance-announce": on("announce"),
    "alliance-secretary": on("admit"),
    "alliance-share": on("share"),
    "alliancemember-role": on("assign"),
    "alliancemember-move": on("{move}"),
    "alliancemember-batch": MEMBER,  # each row is asked by itself
    "shareditem-take-back": on("take_back"),
    "secretary-dismiss": on("dismiss"),
    "desk-seats": MEMBER,
    **family("mentors.mentor"),
    "mentor-consent": on("agree"),
    "mentor-take-back": on("take_back"),
    "mentor-grade": on("claim"),
    "mentor-link": on("link"),
    "mentor-appoint": on("appoint"),
    "grade-move": on("{move}"),
    "appointments": MEMBER,
    "appointment": on("view"),
    "appointment-confirm": on("record"),
    "appointment-move": on("{move}"),
    "hourentry-correct": on("correct"),
    "hourentry-move": on("{move}"),
    **family("alliances.event"),
    # places: whether one is open, or left, is the service's to judge
    "event-alliance": on("edit"),
    "event-register": on("register"),
    "event-people": on("keep"),
    "event-people-export": on("keep"),
    "event-door": on("keep"),
    "my-events": LOGIN,
    "registration": on("view"),
    "registration-qr": on("view"),
    "registration-ics": on("view"),
    "registration-move": on("{move}"),
    "check-in": on("check_in"),
    # surveys: answering is the service's to refuse, with the days on which it is open
    "surveys": At("alliances.survey", "list"),
    "survey-new": At("alliances.survey", "create"),
    "survey": on("view"),
    "survey-edit": on("edit"),
    "survey-question-drop": on("edit"),
    "survey-move": on("{move}"),
    "survey-results": on("results"),
    "survey-export": on("results"),
    "answer-demand": on("draft"),
    "answer-ask": on("ask"),
    # spreadsheets: the list of those who may bring one is the service's
    "imports": MEMBER,
    "import-template": MEMBER,
    "import": on("view"),
    "import-columns": on("edit"),
    "import-apply": on("edit"),
    "import-undo": on("edit"),
    "import-cancel": on("edit"),
    "import-failures": on("view"),
    # dealings: what is written down is asked by its own verb; the state of the dealing is the service's to judge
    "desk-dealings": MEMBER,
    "dealing-new": At("cooperation.dealing", "propose"),
    "dealing": on("view"),
    "dealing-move": on("{move}"),
    "dealing-record": on("{what}"),
    "demand-ask": on("ask"),
    "operator-dealings": At("cooperation.dealing", "supervise"),
    "dealing-batch": At("cooperation.dealing", "assign"),
    "operator-cases": At("cooperation.case", "list"),
    "case-batch": At("cooperation.case", "assign"),
    "case-move": on("{move}"),
    # attachments: seen as their record is seen; a model takes files when its rules say who attaches
    "attach": on("attach"),
    "attachment": on("view"),
    "attachment-remove": on("remove"),
    # operators
    "operator-organizations": At("accounts.organization", "verify"),
    "operator-organization": on("verify", "restore"),
    "organization-move": on("{move}"),
    # notices and 公示; the working-day calendar
    "inbox": At("notices.notice", "list"),
    "inbox-read": At("notices.notice", "list"),
    "inbox-settings": At("notices.preference", "edit"),
    "notice-open": on("view"),
    "public-notices": At("notices.publicnotice", "list"),
    "public-notice": on("view"),
    "public-notice-object": on("object"),
    "operator-notices": At("notices.publicnotice", "create"),
    "operator-notice-new": At("notices.publicnotice", "create"),
    "operator-notice": on("keep"),
    "operator-notice-edit": on("edit"),
    "publicnotice-move": on("{move}"),
    "objection-move": on("{move}"),
    "operator-matching": At("matching.matchrun", "list"),
    "operator-matching-figures": At("matching.matchrun", "list"),
    "operator-matching-start": At("matching.matchrun", "start"),
    "operator-matching-cancel": At("matching.matchrun", "cancel"),
    "operator-feedback": At("notices.remark", "review"),
    "remark-batch": At("notices.remark", "review"),
    "remark-move": on("{move}"),
    "calendar": At("core.calendaryear", "enter"),
    "calendar-year": At("core.calendaryear", "enter"),
    **dict.fromkeys(("templates", "template", "template-use", "template-file"), At("core.documenttemplate", "replace")),
    # policies: the 体检 is a visitor's too, its answers stay in the session
    "policies": At("policies.policy", "list"),
    "policy-export": At("policies.policy", "list"),
    "policy-feed": At("policies.policy", "list"),
    "policy-check": PUBLIC,
    "policy-check-result": PUBLIC,
    "policy-guides": PUBLIC,
    "policy-subscriptions": At("policies.subscription", "create"),
    "policy-subscription-end": on("end"),
    "policy-new": At("policies.policy", "create"),
    "policy-import": At("policies.policy", "import"),
    "policy-template": At("policies.policy", "import"),
    "policy-item-edit": on("edit"),
    "policy-detail": on("view"),
    "policy-edit": on("edit"),
    "policy-guide": on("view"),
    "policy-guide-edit": on("edit"),
    "policy-item-new": on("edit"),
    "policy-undo": on("undo"),
    "policy-move": on("{move}"),
    "desk-policies": At("policies.policy", "create"),
    # organizations
    "organizations": At("accounts.organization", "list"),
    "organization": on("view"),
}
