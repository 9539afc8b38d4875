"""What notices and objections hold about persons."""

from apps.accounts import privacy
from apps.accounts.privacy import CONTRACT, DUTY, Tag, hidden, mask_email, mask_name, mask_phone

READ = "阅读后 1 年"
ANSWERED = "答复后 3 年"


def mask_contact(value: str) -> str:
    return mask_email(value) if "@" in value else mask_phone(value)


privacy.declare(
    "notices.Notice",
    personal={
        "user": Tag("告知与办理", CONTRACT, READ, hidden),
        "read_at": Tag("确认已告知", CONTRACT, READ, hidden),
    },
    others=("id uid organization_id topic content_type object_id key text url way created_at mailed_at digest".split()),
)
privacy.declare(
    "notices.Digest", personal={"user": Tag("告知与办理", CONTRACT, READ, hidden)}, others="id day sent_at".split()
)
privacy.declare(
    "notices.Preference",
    personal={"user": Tag("按本人意愿告知", CONTRACT, "账号注销后 30 天", hidden)},
    others="id topic way".split(),
)
privacy.declare(
    "notices.Objection",
    personal={
        "name": Tag("核实与答复异议", DUTY, ANSWERED, mask_name),
        "contact": Tag("核实与答复异议", DUTY, ANSWERED, mask_contact),
        "text": Tag("核实与答复异议", DUTY, ANSWERED, hidden),
        "user": Tag("核实与答复异议", DUTY, ANSWERED, hidden),
        "answered_by": Tag("表明答复人", DUTY, ANSWERED, hidden),
    },
    others="id state_at version notice state answer answered_at created_at".split(),
)
privacy.declare(
    "notices.Remark",
    personal={
        "text": Tag("改进平台", CONTRACT, ANSWERED, hidden),
        "user": Tag("告知结果", CONTRACT, ANSWERED, hidden),
    },
    others="id state_at version category page state answer adopted_at outcome done_at is_demo created_at".split(),
)
