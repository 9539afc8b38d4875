"""How alliances and what stands beside them travel, one table per subject."""
