"""articles, fingerprints and fact-checks in one SQLite file."""
