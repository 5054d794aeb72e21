"""One ClaimReview (schema.org) → FactCheck.

In: a JSON object as publishers write it. Out: a fact-check with the publisher's own words, the
fields we do not map in `extra`, and a warning for each oddity; a `Problem` where there is
neither claim nor title. Weak: fields that a publisher uses for something else than schema.org
means are taken at their word.
"""

from __future__ import annotations

import re
from typing import Any

from menurut.check.fields import (
    Warnings,
    addresses_in,
    claims_of_value,
    host_of,
    make_check_id,
    plain_words,
    publisher_of_url,
    stated_date,
    web_address,
    words_of_value,
)
from menurut.model import FactCheck, Problem

_MAPPED = frozenset(
    {"@context", "@type", "type", "claimReviewed", "url", "datePublished", "inLanguage"}
)
_LABEL = re.compile(r"[^\W\d]+(?:_[^\W\d]+)+")
_TYPE = re.compile(r"(?:https?://schema\.org/|schema:)?ClaimReview$")


def is_claim_review(value: Any) -> bool:
    """Whether a JSON value is a ClaimReview object.

    >>> is_claim_review({"@type": ["Review", "ClaimReview"]})
    True
    """
    if not isinstance(value, dict):
        return False
    stated = value.get("@type", value.get("type"))
    types = stated if isinstance(stated, list) else [stated]
    return any(isinstance(kind, str) and _TYPE.match(kind) for kind in types) or (
        "claimReviewed" in value and "reviewRating" in value
    )


def read_claim_review(
    review: dict[str, Any], where: str, *, page: str | None = None
) -> FactCheck | Problem:
    """A fact-check of one ClaimReview; `page` is the address of the page it stood on.

    >>> read_claim_review({"@type": "ClaimReview", "claimReviewed": "Bulan terbelah",
    ...     "reviewRating": {"alternateName": "KELIRU"}, "url": "https://a.example/1"}, "a").verdict
    'KELIRU'
    """
    warnings = Warnings()
    claims = claims_of_value(review.get("claimReviewed"), warnings)
    title = _title(review, warnings)
    url = _url(review, page, warnings)
    if not claims:
        title = title or _words_of_address(url)
        warnings.add("no claim stated; only the title, or the words of its address, can be matched")
    if not claims and not title:
        return Problem(where=where, what="a ClaimReview with neither claim nor title.")
    verdict = _verdict(review.get("reviewRating"), warnings)
    item = _item(review, warnings)
    date = stated_date(review.get("datePublished") or review.get("dateCreated"), warnings)
    if date is None:
        warnings.add("no date")
    lang = _language(review.get("inLanguage"), warnings)
    publisher = _publisher(review, url, warnings)
    return FactCheck(
        id=make_check_id(url, claims or (title or "",), verdict),
        claim=claims,
        title=title,
        summary=plain_words(review.get("reviewBody") or review.get("description"), warnings),
        verdict=verdict,
        publisher=publisher,
        url=url,
        date=date,
        lang=lang,
        claimant=_claimant(item, warnings),
        appearances=_appearances(item, review, url, warnings),
        warnings=warnings.said(),
        extra={key: value for key, value in review.items() if key not in _MAPPED},
    )


def _title(review: dict[str, Any], warnings: Warnings) -> str | None:
    return plain_words(review.get("headline"), warnings) or plain_words(
        review.get("name"), warnings
    )


def _words_of_address(url: str | None) -> str | None:
    """The words of the last part of an address: /2031/03/des-mots-ici_50 → "des mots ici 50"."""
    parts = [part for part in re.split(r"[/?#]", url or "") if "-" in part or "_" in part]
    words = re.split(r"[-_.]+", parts[-1]) if parts else []
    return " ".join(words) if len(words) >= 3 else None


def _url(review: dict[str, Any], page: str | None, warnings: Warnings) -> str | None:
    main = review.get("mainEntityOfPage")
    main = main.get("@id") if isinstance(main, dict) else main
    url = web_address(review.get("url") or main or page, warnings)
    if url is None:
        warnings.add("no address")
    elif (
        page and host_of(page) == host_of(url) and page.split("#")[0].rstrip("/") != url.rstrip("/")
    ):
        warnings.add(f"address differs from that of the page, {page}")
    return url


def _language(value: Any, warnings: Warnings) -> str | None:
    words = words_of_value(value)
    match = re.match(r"[A-Za-z]{2,3}(?![A-Za-z])", words or "")
    if match is None:
        warnings.add("language not stated" if words is None else f"language {words[:40]!r}")
        return None
    return match[0].lower()


def _verdict(rating: Any, warnings: Warnings) -> str | None:
    """The publisher's own words; a bare number only where there are no words."""
    if isinstance(rating, list):
        warnings.add(f"{len(rating)} ratings; the first one counts")
        rating = rating[0] if rating else None
    if isinstance(rating, str):
        warnings.add("the rating is a bare string")
        return rating.strip() or None
    if not isinstance(rating, dict):
        warnings.add("no rating")
        return None
    _check_scale(rating, warnings)
    words = words_of_value(rating.get("alternateName")) or words_of_value(rating.get("name"))
    if words is None:
        words = words_of_value(rating.get("ratingValue"))
        warnings.add("no verdict in words" if words is None else "the verdict is a number only")
    elif _LABEL.fullmatch(words):
        warnings.add(f"the verdict {words!r} looks like an internal label")
    return words


def _check_scale(rating: dict[str, Any], warnings: Warnings) -> None:
    value, best, worst = (
        _number(rating.get(k)) for k in ("ratingValue", "bestRating", "worstRating")
    )
    if value is None:
        warnings.add("no rating value")
    if best is None or worst is None:
        warnings.add("the rating scale has no ends")
        return
    if best == worst:
        warnings.add("the rating scale has no width")
    elif best < worst:
        warnings.add("the rating scale is turned round: best is less than worst")
    elif value is not None and not worst <= value <= best:
        warnings.add("the rating lies outside its scale")
    if -1 in {value, best, worst}:
        warnings.add("-1 in the rating")


def _number(value: Any) -> float | None:
    try:
        return float(words_of_value(value) or "")
    except ValueError:
        return None


def _item(review: dict[str, Any], warnings: Warnings) -> dict[str, Any]:
    item = review.get("itemReviewed")
    if item is None and review.get("creativeWork"):
        warnings.add("the claim stands under creativeWork")
        item = review["creativeWork"]
    if isinstance(item, list):
        warnings.add(f"{len(item)} reviewed items; the first one counts")
        item = item[0] if item else None
    if isinstance(item, dict):
        return item
    warnings.add("nothing said of where the claim stood")
    return {"url": item} if isinstance(item, str) else {}


def _publisher(review: dict[str, Any], url: str | None, warnings: Warnings) -> str | None:
    author = review.get("author")
    if isinstance(author, list):
        warnings.add("several authors")
        author = next((a for a in author if _is_organisation(a)), author[0] if author else None)
    named = plain_words(review.get("publisher"), warnings)
    if named is None and not _is_person(author):
        named = plain_words(author, warnings)
    if named is None:
        named = publisher_of_url(url)
        warnings.add(
            "publisher not named; taken from the address" if named else "publisher not named"
        )
    return named


def _is_person(author: Any) -> bool:
    return isinstance(author, dict) and author.get("@type") == "Person"


def _is_organisation(author: Any) -> bool:
    return isinstance(author, dict) and "Organization" in str(author.get("@type"))


def _claimant(item: dict[str, Any], warnings: Warnings) -> str | None:
    author = item.get("author") or item.get("creator")
    claimant = plain_words(author, warnings)
    if claimant is None:
        warnings.add("claimant not named")
    return claimant


def _appearances(
    item: dict[str, Any], review: dict[str, Any], url: str | None, warnings: Warnings
) -> tuple[str, ...]:
    stated = [
        item.get("firstAppearance"),
        item.get("appearance"),
        item.get("url"),
        item.get("sameAs"),
    ]
    author = item.get("author")
    if isinstance(author, dict):
        stated.append(_post_addresses(author.get("sameAs")))
    stated.append(review.get("appearance"))
    found = dict.fromkeys(a for value in stated if value for a in addresses_in(value, warnings))
    if url in found:
        warnings.add("its own article is listed as where the claim appeared")
        del found[url]
    if not found:
        warnings.add("no link to the claim")
    return tuple(found)


def _post_addresses(value: Any) -> list[str]:
    """Of a claimant's addresses those that are single posts rather than a profile."""
    listed = value if isinstance(value, list) else [value]
    return [
        address
        for address in listed
        if isinstance(address, str)
        and re.search(
            r"/(?:posts?|status|videos?|photos?|permalink|reel|p|watch)[/?.=]|story_fbid|fbid=|\?v=",
            address,
        )
    ]
