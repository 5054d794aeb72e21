"""What the kinds of findings are called on screen; each word is a message of the catalogues."""

from __future__ import annotations

import re

from menurut.report.catalogue import Voice, noted

EDGES = {
    "copy": noted("copy"),
    "excerpt": noted("excerpt"),
    "rewrite": noted("rewrite"),
    "translation": noted("translation"),
    "cites": noted("cites"),
}
EDGES_OF = {
    "copy": noted("copy of {name}"),
    "excerpt": noted("excerpt from {name}"),
    "rewrite": noted("rewrite of {name}"),
    "translation": noted("translation of {name}"),
    "cites": noted("cites {name}"),
}
PASSAGES = {
    "copy": noted("word for word"),
    "rewrite": noted("reworded"),
    "translation": noted("translated"),
    "furniture": noted("outlet furniture"),
}
DRIFTS = {
    "number_change": noted("number changed"),
    "hedge_dropped": noted("hedge dropped"),
    "attribution_dropped": noted("attribution dropped"),
    "attribution_moved": noted("attribution moved"),
    "actor_changed": noted("actor changed"),
    "headline_unsupported": noted("headline not carried by the body"),
}
SOURCES = {
    "person_named": noted("named person"),
    "office_unnamed": noted("office holder, not named"),
    "organisation": noted("organisation"),
    "outlet": noted("outlet"),
    "document": noted("document"),
    "anonymous": noted("unnamed source"),
    "group": noted("group of people"),
    "other": noted("other source"),
    "none": noted("no source named"),
}
CLOCKS = {
    "json-ld": noted("page's structured data"),
    "meta": noted("page's metadata"),
    "feed": noted("feed"),
    "ninjs": noted("agency record"),
    "declared": noted("as supplied"),
    "url": noted("date in the address"),
    "header": noted("page header"),
    "text": noted("date in the text"),
    "capture": noted("first capture: not later than this"),
    "file": noted("time of the file"),
}
CREDITS = {
    "wire": noted("wire credit"),
    "credit-line": noted("credit line"),
    "byline": noted("byline"),
    "dateline": noted("dateline"),
    "formula": noted("named in a sentence"),
    "json-ld": noted("page's structured data"),
    "feed": noted("feed"),
    "ninjs": noted("agency record"),
}
EVIDENCE = {
    "passage": noted("shared passage"),
    "credit": noted("credit"),
    "formula": noted("citing words"),
    "link": noted("link"),
    "clock": noted("time"),
    "attribution": noted("attribution"),
    "number": noted("number"),
    "hedge": noted("hedge"),
    "headline": noted("headline"),
    "slip": noted("shared slip"),
    "name": noted("name"),
    "outlet": noted("outlet named"),
    "same_text": noted("same text"),
}
SPEECH = {
    "direct": noted("direct speech"),
    "indirect": noted("indirect speech"),
    "mixed": noted("partly quoted"),
}
PARTS = {
    "content": noted("what is said"),
    "source": noted("who says it"),
    "cue": noted("words of attribution"),
    "hedge": noted("hedge"),
}
UNNAMED = frozenset({"anonymous", "office_unnamed", "none"})
"""Sources nobody could go and ask: their links are hatched."""


def word(voice: Voice, table: dict[str, str], kind: str, **values: object) -> str:
    """The word for a kind; a kind we do not know yet stands as it is.

    >>> from menurut.report.catalogue import voice_for
    >>> word(voice_for("id"), DRIFTS, "hedge_dropped")
    'penanda ragu hilang'
    """
    return voice.say(table[kind], **values) if kind in table else kind


_WHY = re.compile(
    r"names this address: (?P<url>.+)"
    r"|(?:spelt alike \((?P<alike>\d+) %\)(?:; )?)?"
    r"(?:shares (?P<words>.+?)(?: and (?P<more>\d+) more)?)?"
)


def say_why(why: str, voice: Voice) -> str:
    """Why a fact-check was found, in the reader's language; words we do not know stand as they are.

    >>> from menurut.report.catalogue import voice_for
    >>> say_why("shares banjir, lowa and 3 more", voice_for("id"))
    'sama-sama menyebut banjir, lowa dan 3 lagi'
    """
    found = _WHY.fullmatch(why)
    if found is None or not why:
        return why
    if found["url"]:
        return voice.say("names this article's address: {url}", url=found["url"])
    parts = []
    if found["alike"]:
        parts.append(voice.say("spelt alike ({n}%)", n=found["alike"]))
    if found["words"]:
        more = (
            f" {voice.count('and {n} more', 'and {n} more', int(found['more']))}"
            if found["more"]
            else ""
        )
        parts.append(voice.say("shares the words {words}", words=found["words"] + more))
    return "; ".join(parts)
