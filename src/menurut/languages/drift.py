"""Hedges, words of certainty, loaded headline words, kinds of sources and actors.

What `trace/drift*.py` compares along an edge. The names on the left of `sources`, `actors`
and `events` are the same in every language: that is what lets an Indonesian text be held
against the English one it was made from. Forms are words or short phrases; `*` at the end
of a word stands for any ending.
"""

from __future__ import annotations

import msgspec


class DriftExample(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A sentence and an entry that must be found in it (or, with `absent`, must not)."""

    text: str
    finds: tuple[str, ...] = ()
    """"hedges", "saying", "events:explosion", ..."""
    absent: tuple[str, ...] = ()


class DriftWords(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """The [drift] section of a language pack."""

    proclitics: tuple[str, ...] = ()
    """Written together with the word they precede ("و", "بال"); tried with and without."""
    enclitics: tuple[str, ...] = ()
    """Written together with the word they follow ("nya"); tried with and without."""
    abbreviations: tuple[str, ...] = ()
    """A full stop after these ends no sentence."""
    stopwords: tuple[str, ...] = ()
    """Words that say nothing about what a sentence is about."""
    hedges: tuple[str, ...] = ()
    """Words that lower certainty: "may have", "diduga"."""
    soft_hedges: tuple[str, ...] = ()
    """Words that may lower certainty ("bisa", "can"): they show that a hedge was kept, never
    that one was there to be dropped."""
    negations: tuple[str, ...] = ()
    denials: tuple[str, ...] = ()
    """Words of a headline that answers what others wrote: "denies", "bantah"."""
    saying: tuple[str, ...] = ()
    """Words and formulas that name who says it: "said", "menurut"."""
    showing: tuple[str, ...] = ()
    """Words that attribute only beside a kind of source: "figures show", "peneliti menemukan"."""
    hearsay: tuple[str, ...] = ()
    """Words that mark a sentence as told by others without naming them: "reportedly", "konon",
    "якобы", passives of saying ("dikatakan"). An attribution is not dropped there."""
    verging: tuple[str, ...] = ()
    """Words of a headline by which something strong did not quite happen: "on the brink of",
    "nyaris", "на грани". A strong word right behind one claims nothing."""
    checking: tuple[str, ...] = ()
    """Words of articles that look at what others wrote: "fact check", "membantah"."""
    indefinite: tuple[str, ...] = ()
    """Words that leave open who or what is meant: "a certain", "salah satu", "один из"."""
    locative: tuple[str, ...] = ()
    """Before a name: then it says where, not who."""
    hype: tuple[str, ...] = ()
    """Interjections of headlines that claim nothing: "wow", "geger"."""
    sources: dict[str, tuple[str, ...]] = {}
    """Kinds of those who say something."""
    offices: dict[str, tuple[str, ...]] = {}
    """Who holds power: president, mayor. In each of these five tables a change is one entry in
    place of another of the same table."""
    forces: dict[str, tuple[str, ...]] = {}
    """Who acts with power: police, soldiers; ministries, central bank, port authority."""
    actors: dict[str, tuple[str, ...]] = {}
    """Whom it concerns else: nurses, children, mice."""
    places: dict[str, tuple[str, ...]] = {}
    """Where: kinds of buildings and institutions."""
    things: dict[str, tuple[str, ...]] = {}
    """With what: goods, vehicles, weapons."""
    events: dict[str, tuple[str, ...]] = {}
    """Strong words for what happened: a headline that has one needs it in the body."""
    movements: dict[str, tuple[str, ...]] = {}
    """Milder ones, for which newsrooms have many words: they only help to align."""
    examples: tuple[DriftExample, ...] = ()
