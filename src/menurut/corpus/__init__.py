"""the same chain for a whole collection, on an engine."""
