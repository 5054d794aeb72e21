"""One JSON object or CSV row → Article, forgiving in every optional field.

In: a mapping of fields as in docs/formats.md. Out: an article, or a `Problem` where `text` is
missing or no text. The text is never altered: offsets refer to it. An optional field of the
wrong type is set aside in `extra` with a problem; a missing id is made of address or content.
"""

from __future__ import annotations

from typing import Any

import msgspec

from menurut.model import ALSO_NAMED, Article, Problem, article_from_json
from menurut.read.enrichment import enrich_article, make_id

_ARTICLE_TYPES = {field.name: field.type for field in msgspec.structs.fields(Article)}
_OPTIONAL = tuple(name for name in _ARTICLE_TYPES if name not in {"id", "text", "extra"})


def read_record(record: dict[str, Any], where: str) -> Article | Problem:
    """An article of one JSON object or table row.

    >>> read_record({"id": 7, "text": "Kata dia.", "date": "2031-03"}, "a.jsonl:1").published
    '2031-03'
    >>> read_record({"id": "a"}, "a.jsonl:2").what
    'has no "text".'
    """
    record = _as_article(record)
    problem = _text_problem(record, where)
    if problem is not None:
        return problem
    fields, warnings = _sound_fields(dict(record), where)
    if not fields["text"].strip():
        warnings.append(_warning(where, fields["id"], "the text is empty."))
    try:
        article = article_from_json(fields)
    except (msgspec.ValidationError, RecursionError) as error:
        return Problem(where=where, what=f"is not an article: {error}.")
    if warnings:
        article = msgspec.structs.replace(article, problems=(*article.problems, *warnings))
    return enrich_article(article)


def _as_article(record: dict[str, Any]) -> dict[str, Any]:
    """A claim `{"query_id", "query"}`, as `menurut check` takes them, is a short article."""
    if "text" not in record and "query" in record:
        # As title too: a claim is looked up whole, not taken apart like a text.
        return {
            "id": record.get("query_id"),
            "title": record["query"],
            **record,
            "text": record["query"],
        }
    return record


def _text_problem(record: dict[str, Any], where: str) -> Problem | None:
    text = record.get("text")
    identity = record.get("id")
    if text is None:
        remedy = f"It has: {', '.join(list(map(str, record))[:12])}." if record else None
        return Problem(
            where=where, what='has no "text".', remedy=remedy, article=_id_or_none(identity)
        )
    if not isinstance(text, str):
        return Problem(
            where=where,
            what=f'"text" is a {type(text).__name__}, not a string.',
            article=_id_or_none(identity),
        )
    return None


def _id_or_none(identity: Any) -> str | None:
    return str(identity) if isinstance(identity, str | int) and str(identity) else None


def _warning(where: str, identity: str, what: str) -> Problem:
    return Problem(where=where, what=what, article=identity)


def _sound_fields(fields: dict[str, Any], where: str) -> tuple[dict[str, Any], list[Problem]]:
    warnings: list[Problem] = []
    identity = _id_or_none(fields.get("id"))
    if identity is None:
        url = fields.get("url")
        # Outlet and title too: two outlets that carry one text are two articles.
        parts = (
            [url]
            if isinstance(url, str) and url
            else [str(fields.get(k)) for k in ("outlet", "title", "text")]
        )
        identity = make_id(*parts)
        warnings.append(_warning(where, identity, f"has no id; it goes by {identity}."))
    fields["id"] = identity
    if isinstance(fields.get("links"), str):
        fields["links"] = fields["links"].split()
    for theirs, ours in ALSO_NAMED.items():
        if fields.get(ours) is None and isinstance(fields.get(theirs), str):
            fields[ours] = fields[theirs]
    for name in _OPTIONAL:
        if name in fields and fields[name] is not None and not _fits(name, fields[name]):
            fields[f"{name}_as_given"] = fields.pop(name)
            warnings.append(
                _warning(where, identity, f'"{name}" does not fit its type; set aside.')
            )
    return fields, warnings


def _fits(name: str, value: Any) -> bool:
    try:
        msgspec.convert(value, _ARTICLE_TYPES[name])
    except (msgspec.ValidationError, RecursionError):
        return False
    return True
