"""Article → Attributions."""
