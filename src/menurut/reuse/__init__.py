"""Who prints whose words: copies, excerpts, rewrites and translations with exact characters.

One language: `find_reuse` (an article against an archive) and `find_reuse_among` (a collection),
by fingerprints and alignment. Across languages: translation.py.
"""

from menurut.reuse.finding import find_reuse_among
from menurut.reuse.fingerprints import fingerprint_article, fingerprint_articles
from menurut.reuse.lookup import find_reuse
from menurut.reuse.telling import ReuseSettings
from menurut.reuse.translation import (
    TranslationSettings,
    find_translations,
    find_translations_among,
    has_older_index,
    index_translation,
)

__all__ = [
    "ReuseSettings",
    "TranslationSettings",
    "find_reuse",
    "find_reuse_among",
    "find_translations",
    "find_translations_among",
    "fingerprint_article",
    "fingerprint_articles",
    "has_older_index",
    "index_translation",
]
