"""Who sees and keeps an enterprise's profile, and who says that it is a 产教融合型企业."""

from apps.accounts.rules import is_committee, is_desk, is_system, keeps, sees

RULES = {
    "enterpriseprofile.list": sees,
    "enterpriseprofile.view": sees,
    "enterpriseprofile.edit": keeps,
    # A title is written down by those who looked at the document, never by the enterprise itself.
    "enterpriseprofile.certify": is_desk | is_committee | is_system,
}
