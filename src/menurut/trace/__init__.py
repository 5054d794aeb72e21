"""Reuses, Attributions → Lineage."""
