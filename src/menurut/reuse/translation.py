"""Find translated passages between articles of different languages.

In: articles. Out: `Reuse` records of kind "translation", with the word pairs that carried each.
Every word is brought to meanings that all languages share (translation_table), articles that share
rare meanings are compared sentence by sentence (translation_alignment), and only when several
sentences follow each other in order does an article count as translated (translation_passages).
Known weakness: two reports that quote the same statement at length look like translations.
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import lru_cache

from menurut.archive import Archive
from menurut.archive.vectors import Encoder, encoded_text, nearest_by_vector
from menurut.model import Article, Reuse
from menurut.reuse.translation_index import (
    has_older_index,
    index_translation,
    nearest_archived,
)
from menurut.reuse.translation_passages import (
    Alignment,
    TranslationSettings,
    align_texts,
    passages_of,
)
from menurut.reuse.translation_reading import ReadText, read_text
from menurut.reuse.translation_words import language_for

__all__ = [
    "TranslationSettings",
    "find_translations",
    "find_translations_among",
    "has_older_index",
    "index_translation",
]

KEPT_TEXTS = 2_000
"""Articles kept ready while pairs of them are compared, some 40 KB each."""


def find_translations_among(
    articles: Sequence[Article],
    settings: TranslationSettings = TranslationSettings(),
) -> tuple[Reuse, ...]:
    """Translated passages between the articles of a collection, in memory.

    Articles are read sentence by sentence only when one in another language is like them.
    """
    from menurut.reuse.translation_candidates import (  # noqa: PLC0415 - slow, and only here
        candidate_pairs,
        languages_of,
    )

    langs = languages_of(articles)

    @lru_cache(maxsize=KEPT_TEXTS)
    def text(number: int) -> ReadText:
        return read_text(articles[number], str(langs[number]))

    pairs = candidate_pairs(articles, langs, settings.candidates)
    alignments = (align_texts(text(i), text(j), settings) for i, j in pairs)
    kept = _without_outdone([one for one in alignments if one is not None], settings)
    return tuple(reuse for alignment in kept for reuse in passages_of(alignment, settings))


def _without_outdone(found: Sequence[Alignment], settings: TranslationSettings) -> list[Alignment]:
    """Leave out weak pairs of which both articles have a far better partner in that language.

    Two stories of one week share a few sentences; each is explained by its own original.
    """
    best: dict[tuple[str, str], float] = {}
    for one in found:
        for text, other in ((one.a, one.b), (one.b, one.a)):
            key = (text.id, other.lang)
            best[key] = max(best.get(key, 0.0), one.share)
    return [
        one
        for one in found
        if one.share >= settings.strong_share
        or one.share
        >= settings.rival_ratio * min(best[one.a.id, one.b.lang], best[one.b.id, one.a.lang])
    ]


def find_translations(
    article: Article,
    archive: Archive,
    settings: TranslationSettings = TranslationSettings(),
    encoder: Encoder | None = None,
) -> tuple[Reuse, ...]:
    """Translated passages between an article and the archive; the article is `a`.

    Nothing where `has_older_index` says that an older menurut made the archive. With an `encoder`
    (menurut.encoders), the articles nearest by its vectors are compared too.
    """
    lang = language_for(article.text, article.lang)
    numbers = set(nearest_archived(article, lang, archive, settings.candidates))
    if encoder is not None:
        text = encoded_text(article.title, article.text)
        numbers.update(nearest_by_vector(archive, encoder, text, settings.candidates))
    if not numbers:
        return ()
    own = read_text(article, lang)
    found = []
    for other in archive.numbered(sorted(numbers)).values():
        if other.id == article.id:
            continue
        read = read_text(other)
        alignment = align_texts(own, read, settings) if read.lang != lang else None
        if alignment is not None:
            found.append(alignment)
    kept = _without_outdone(found, settings)
    return tuple(reuse for alignment in kept for reuse in passages_of(alignment, settings))
