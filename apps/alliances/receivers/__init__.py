"""What follows moves and changes, one module per subject."""

from apps.alliances.receivers import event, membership, survey

__all__ = ["event", "membership", "survey"]
