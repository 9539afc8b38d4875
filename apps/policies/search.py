"""What the public search box finds of policies."""

from apps.core import search
from apps.core.search import Document
from apps.policies.lifecycle import PUBLISHED
from apps.policies.models import Policy


def document(policy: Policy) -> Document | None:
    """Title, summary, words and items of a policy in force."""
    if policy.state != PUBLISHED:
        return None
    text = policy.current_text()
    items = "\n".join(item.title for item in policy.items.all())
    body = "\n".join(filter(None, (policy.summary, items, text.text if text else "")))
    url, department = policy.get_absolute_url(), policy.get_department_display()
    return Document(policy.title, body, url, "policy", "政策", department)


search.add(Policy, document)
