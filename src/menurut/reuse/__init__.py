"""Articles, fingerprints → Reuses."""
