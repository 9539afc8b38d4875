"""What every listing holds about persons, tagged once for both families; each family adds its own plain columns."""

from collections.abc import Iterable, Mapping

from apps.accounts import privacy
from apps.accounts.privacy import CONTRACT, Tag, hidden, mask_email, mask_name, mask_phone

KEPT = "条目撤下后 3 年"
PERSONAL = {
    "created_by": Tag("表明填写人", CONTRACT, KEPT, hidden),
    "contact_name": Tag("供需联系", CONTRACT, KEPT, mask_name),
    "contact_phone": Tag("供需联系", CONTRACT, KEPT, mask_phone),
    "contact_email": Tag("供需联系", CONTRACT, KEPT, mask_email),
    # A copy of what was sent back, contacts left out: shown to its owner and his desk, as differences.
    "returned_values": Tag("退回补正时对照", CONTRACT, KEPT, hidden),
}
PLAIN = frozenset(
    "id state_at version kind title text organization visibility state submitted_at published_at checked_at "
    "valid_until external_id park defects is_demo grams text_hash created_at updated_at".split()
)


def declare(model: str, *, others: Iterable[str] = (), personal: Mapping[str, Tag] | None = None) -> None:
    """Tag a family's table; `others` are the columns it adds, `personal` those of them that are about a person."""
    own = dict(personal or {})
    privacy.declare(model, personal=PERSONAL | own, others=(PLAIN | set(others)) - set(own))


privacy.declare(
    "listings.formdraft",
    personal={
        "user": Tag("留住没写完的内容", CONTRACT, "30 天", hidden),
        "data": Tag("留住没写完的内容", CONTRACT, "30 天", hidden),
    },
    others="id key saved_at".split(),
)
