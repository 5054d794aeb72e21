"""Cues, hedges, unnamed sources, titles: what `attribute` reads a text with.

Every list carries example sentences, and the examples are tests. In an example the parts
are marked: `[source]`, `{cue}` and `<content>`, as in

    "[Dewi Rukmana] {mengatakan} <jembatan itu ditutup>."

A part may be marked twice (two fragments) or not at all (it is not tested, except that an
example without `[source]` expects an attribution without one).
"""

from __future__ import annotations

from typing import Literal

import msgspec

from menurut.model import Act, SourceType

CueKind = Literal[
    "verb",
    "separable",
    "stem",
    "preposition",
    "postposition",
    "basis",
    "passive",
    "agent_passive",
    "noun",
    "cite",
    "quoted",
]
"""verb: "X mengatakan Y"; stem: "Y, kata X" (never before its content's subject);
separable: "X teilte ... mit"; preposition: "menurut X"; postposition: "X zufolge";
basis: "berdasarkan X" (what it leads to may have its own verb);
passive: "Y dilaporkan Z"; agent_passive: "Y disampaikan X"; noun: "klaim bahwa Y";
cite: "X quoted Z as saying Y"; quoted: "X was quoted (by R) as saying Y", with "saying" for its
`tail`."""

Takes = Literal["clause", "noun", "infinitive", "quote"]


class Example(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A sentence that an entry is there for, and what must come out of it."""

    text: str
    source_type: SourceType | None = None
    hedge: str | None = None
    via: tuple[str, ...] | None = None
    antecedent: str | None = None


class CueGroup(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Cues that behave alike."""

    kind: CueKind
    words: tuple[str, ...]
    examples: tuple[Example, ...]
    takes: tuple[Takes, ...] = ("clause", "quote")
    """What the content may be: a clause (with or without "bahwa"), a noun phrase, an infinitive."""
    act: Act = "say"
    hedge: bool = False
    """The cue itself keeps a distance: "mengklaim", "dituduh"."""
    infinitive_act: Act | None = None
    """The act when an infinitive is the content: "asked her [to leave]" is no question."""
    whole: bool = False
    """Orders whose content begins with the person ordered: "urged [residents to leave]"."""
    describes: bool = False
    """In a relative clause it only describes: "Moor, who praised the plan, ..."."""
    inverts: bool = False
    """The source may also follow: "... said Ann Moor"."""
    recipient: bool = False
    """A person told stands between cue and content: "told reporters that"."""
    sourceless: bool = False
    """Without a subject of its own it still reports: "seems", "reportedly"."""
    participle: bool = False
    """Has no subject of its own: "..., adding that"."""
    tail: tuple[str, ...] = ()
    """Separable cues: the words that end their clause: "teilte ... [mit]";
    cite: the word before the one cited, or that ends the cue: "نقلت X [عن] Y", "as [saying]"."""
    confidence: float | None = None
    """Where these cues are less sure than their rung."""


class WordList(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Words of one use, with examples."""

    words: tuple[str, ...] = ()
    examples: tuple[Example, ...] = ()


class AttributionWords(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """The [attribution] section of a language pack."""

    cues: tuple[CueGroup, ...] = ()
    complementizers: WordList = WordList()
    """Open a reported clause: "bahwa", "that"."""
    modifiers: WordList = WordList()
    """Stand before a cue and belong to it: "juga", "tidak", "has"."""
    particles: WordList = WordList()
    """Modifiers that do not belong to the cue: "pun"."""
    modifier_suffixes: tuple[str, ...] = ()
    """Endings of such words: "ly"."""
    after_modifiers: WordList = WordList()
    """Stand after a cue and belong to it: "secara resmi"."""
    not_after: WordList = WordList()
    """A cue after one of these reports nothing: "untuk", "to"."""
    infinitives: WordList = WordList()
    """Open an infinitive: "untuk", "to"."""
    passive_auxiliaries: WordList = WordList()
    """Make a verb cue passive: "was (criticized by)"."""
    agent: WordList = WordList()
    """Introduce the agent of a passive: "oleh", "by"."""
    coordinators: WordList = WordList()
    """Join clauses: "dan", "but"."""
    subordinators: WordList = WordList()
    """Open a subordinate clause: "setelah", "because"."""
    relatives: WordList = WordList()
    """Open a relative clause: "yang", "who"."""
    finite: WordList = WordList()
    """Words that show a clause: "adalah", "akan", "was"."""
    verb_pattern: str | None = None
    """A regular expression for words that look like verbs, where the language shows it."""
    not_verbs: WordList = WordList()
    """Words that `verb_pattern` would take for verbs: "mereka"."""
    noun_markers: WordList = WordList()
    """Before a word that may be verb or noun they show a noun: "the (report)"."""
    content_breaks: WordList = WordList()
    """After a comma they end an indirect content: "but"."""
    labels: bool = False
    """Whether "Name: words" at the head of a paragraph is an attribution."""
    verb_first: bool = False
    """Whether the verb may stand before its subject without inversion, as in Arabic."""
    verb_second: bool = False
    """Whether the subject follows the verb when something else opens the sentence, as in German."""
    capital_nouns: bool = False
    """Whether every noun has a capital, so that a capital alone names nobody, as in German."""
    right_headed: bool = False
    """Whether the last noun of a phrase says what it is, as in English: "a police [official]"."""
    full_names: bool = False
    """Whether news introduces a person by two names, so that one name alone, met nowhere in a
    longer one, is no person's."""
    plural_endings: tuple[str, ...] = ()
    """Of a noun that opens a sentence, so that its capital names nobody: "Grower[s] say"."""
    measures: WordList = WordList()
    """Before "of" they only count: "[dozens] of residents"."""
    descriptors: WordList = WordList()
    """With an article they mean the person named last: "the [singer]"; an office is another's."""
    attached: WordList = WordList()
    """Keep the words on place or time behind them: "documents [seen] by X"."""
    mastheads: WordList = WordList()
    """End the name of an outlet, with a capital: "the Upland [Mail]"."""
    compounds: dict[str, tuple[str, ...]] = {}
    """List to endings that put a compound on it: titles = ["sprecher"] for "Polizeisprecher"."""
    asides: WordList = WordList()
    """Open a clause that only says who says it: "..., [wie] die Polizei mitteilte"."""
    openers: WordList = WordList()
    """Begin a sentence and belong to no source: "sebelumnya", "however"."""
    adjuncts: WordList = WordList()
    """Begin words on place, time, medium or hearer, which end a source: "di", "kepada"."""
    within: WordList = WordList()
    """Adjuncts that belong to an unnamed source: "sumber [di] istana"."""
    times: WordList = WordList()
    """Days, months and words for time: never a source."""
    links: WordList = WordList()
    """Small words inside names and noun phrases: "dari", "of", "bin"."""
    determiners: WordList = WordList()
    """Begin a noun phrase: "seorang", "the"."""
    long_titles: bool = False
    """Whether words on place may stand between a title and its name, as in Russian."""
    told: WordList = WordList()
    """Words for outlets with a glued "to": "لوكالة" in "said to the agency X"."""
    speech_nouns: WordList = WordList()
    """Behind the one cited they are the cue: "quoted X as [saying] that", "قوله"."""
    genitives: WordList = WordList()
    """Determiners that show the owner behind a common noun: "ein Sprecher [der] Behörde"."""
    houses: WordList = WordList()
    """Before an organisation they leave it a source: "В мэрии (сообщили)"."""
    definite_prefixes: tuple[str, ...] = ()
    """Glued before a noun they point back: "[ال]مصادر" for "مصادر في البلدية"."""
    verbal_nouns: WordList = WordList()
    """Behind a verb of saying they open what is said, not who says it: "أعلن [إغلاق] الجسر"."""
    partitives: WordList = WordList()
    """One of several named before: "one of [the officials]", "salah satu [pejabat]"."""
    definite: WordList = WordList()
    """Point back before a noun: "the"."""
    demonstratives: WordList = WordList()
    """Point back: "itu", "tersebut"."""
    pronouns: WordList = WordList()
    """Third person: "dia", "she"; they need an antecedent."""
    plural_pronouns: WordList = WordList()
    thing_pronouns: WordList = WordList()
    """Stand for no person: "it"."""
    own_pronouns: WordList = WordList()
    """First and second person, and words that no attribution of news uses as a source."""
    clitics: WordList = WordList()
    """Glued to the cue: "nya"."""
    titles: WordList = WordList()
    """Open the name of a person: "Menteri", "Dr"."""
    offices: WordList = WordList()
    """Unnamed holders of an office: "juru bicara", "official"."""
    anonymous: WordList = WordList()
    """Sources that stay unnamed: "sumber", "enggan disebut namanya"."""
    groups: WordList = WordList()
    organisations: WordList = WordList()
    media: WordList = WordList()
    """Words in the names of outlets: "kantor berita", "News"."""
    documents: WordList = WordList()
    rumours: WordList = WordList()
    """Things that carry a rumour: "kabar", "informasi", "video"."""
    artefacts: WordList = WordList()
    """What somebody gave, and that belongs to the cue when its giver is named: "laporan X"."""
    hedges: WordList = WordList()
    """Lower certainty inside the content: "diduga", "kemungkinan"."""
    relays: WordList = WordList()
    """Formulas before an outlet that passes the story on: "seperti dilansir"."""
    source_hedges: WordList = WordList()
    """Lower certainty inside the source: "(kabar) yang beredar"."""
    settings: WordList = WordList()
    """Adjuncts that may stand between cue and content without belonging to it: "kepada"."""
    honorifics: WordList = WordList()
    """Titles after which one capitalised word is a person, not a place or a portfolio."""
    place_ends: WordList = WordList()
    """End the name of a place: "(Jawa) Barat"."""
    places: WordList = WordList()
    """Words that a name of their own follows: "Kota", "Dinas", "County"; it is no person's."""
    citing: WordList = WordList()
    """"Outlet X, [mengutip] Y, melaporkan": X passes on what Y said."""
    keep_nested: bool = True
    """Whether a statement inside a statement is an attribution of its own."""
    relay_links: WordList = WordList()
    """Tell through whom a source spoke: "kepada", "berbicara dengan"."""
    anaphors: WordList = WordList()
    """Contents that point back: "hal itu"."""
    confidence: dict[str, float] = {}
    """How often each rung is right in this language, as measured (gold/attribution.py)."""
    quotes: tuple[tuple[str, str], ...] = (("“", "”"), ('"', '"'), ("«", "»"), ("„", "“"))
    abbreviations: WordList = WordList()
    """End in a full stop that ends no sentence: "Dr.", "No."."""
