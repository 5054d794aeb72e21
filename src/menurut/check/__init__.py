"""Claims, FactChecks → matches, or nothing."""
