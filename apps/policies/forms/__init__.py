"""What committee staff fill in about a policy, its guide and its items, and what a visitor answers in the 体检."""

from apps.policies.forms.check import CheckForm, initial_of
from apps.policies.forms.documents import GuideForm, PolicyForm
from apps.policies.forms.item import ItemForm

__all__ = ["CheckForm", "GuideForm", "ItemForm", "PolicyForm", "initial_of"]
