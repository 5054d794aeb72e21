"""Reuses, Attributions → Lineage."""

from __future__ import annotations

from menurut.trace.lineage import trace_lineage

__all__ = ["trace_lineage"]
