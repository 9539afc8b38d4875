"""What follows moves and changes, one module per subject."""

from apps.alliances.receivers import event

__all__ = ["event"]
