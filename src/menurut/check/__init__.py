"""Claims, FactChecks → matches, or nothing.

`read_fact_checks` imports what fact-checkers publish (ClaimReview in all its containers, the
Data Commons feed, the Fact Check Tools API, Mafindo, plain tables); `find_fact_checks` looks a
claim up among them. "Nothing is close enough" is an answer. A publisher's verdict is kept in
its own words and never mapped to another scale.
"""

from menurut.check.files import read_fact_checks
from menurut.check.matching import CheckSettings, Query, find_fact_checks

__all__ = ["CheckSettings", "Query", "find_fact_checks", "read_fact_checks"]
