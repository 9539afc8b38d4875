"""What dealings hold about persons: who wrote what. Contacts stay with the listings and open by grants."""

from apps.accounts import privacy
from apps.accounts.privacy import CONTRACT, Tag, open_to_members

KEPT = "对接结束后 3 年"
HAND = Tag("表明经办人", CONTRACT, KEPT, open_to_members)
BROKER = Tag("表明对接专员", CONTRACT, KEPT, open_to_members)
RECORD = "id side created_at dealing "

privacy.declare(
    "cooperation.dealing",
    personal={"created_by": HAND, "broker": BROKER},
    others=(
        "id state_at version proposal demand resource asker answerer proposed_by by_broker message state proposed_on "
        "answered_at answered_in reminded_at escalated_at handed_over_at agreed_at next_step next_on is_demo "
        "created_at updated_at"
    ).split(),
)
privacy.declare(
    "cooperation.case",
    personal={"broker": BROKER},
    others="id state_at version demand organization state cause note created_at".split(),
)
for name, columns in {
    "note": "text",
    "milestone": "title due_on evidence reached_at",
    "paper": "kind edition amount starts_on ends_on template filled sha256 docx pdf no_pdf",
    "confirmation": "kind way paper scan sha256",
    "outcome": "kind value on evidence",
    "rating": "skill reply promise result text",
}.items():
    privacy.declare(f"cooperation.{name}", personal={"made_by": HAND}, others=(RECORD + columns).split())
