"""What we search: articles, their fingerprints and fact-checks, in one SQLite file.

`Archive` is the only place that speaks SQL to that file. What a fingerprint means is the
business of the stage that makes it (`reuse`): the archive stores keys and finds them again.
"""

from menurut.archive.adding import AddReport, InBatches, Indexer
from menurut.archive.file import Archive, ArchiveStats
from menurut.archive.postings import Postings
from menurut.archive.rows import StoredText, stored_text

__all__ = [
    "AddReport",
    "Archive",
    "ArchiveStats",
    "InBatches",
    "Indexer",
    "Postings",
    "StoredText",
    "stored_text",
]
