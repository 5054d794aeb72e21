"""The nouns of menurut: frozen records that every stage reads and makes.

A record is complete when made; to add knowledge, make another record. Text is never copied
around: a `Span` points into `Article.text` (or into the title, where a record says so), as
Python string indices, half open. Empty tuples mean "none"; `None` means "unknown". JSON forms are
fixed in docs/formats.md; `Span` is written as `[start, end]`.
"""

from __future__ import annotations

import re
from datetime import UTC, datetime, timedelta
from typing import Any, Literal

import msgspec


class Span(msgspec.Struct, frozen=True, array_like=True, order=True, gc=False):
    """A stretch of text: string indices, half open.

    >>> Span(0, 4).of("Kata dia")
    'Kata'
    """

    start: int
    end: int

    def of(self, text: str) -> str:
        """The words this span covers in `text`."""
        return text[self.start : self.end]

    def overlaps(self, other: Span) -> bool:
        """Whether the two spans share a character."""
        return self.start < other.end and other.start < self.end


Spans = tuple[Span, ...]


def words_of(text: str, spans: Spans) -> str:
    """The words under several fragments, joined by ' … '.

    >>> words_of("ratusan militan dilaporkan pindah", (Span(0, 15), Span(27, 33)))
    'ratusan militan … pindah'
    """
    return " … ".join(span.of(text) for span in spans)


class Problem(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """Trouble with one input among many: it is recorded, the others go on."""

    where: str
    """File, line or article id."""
    what: str
    remedy: str | None = None
    article: str | None = None
    note: bool = False
    """Worth knowing, but nothing went wrong: it does not change the exit code."""


ClockKind = Literal[
    "json-ld", "meta", "feed", "ninjs", "declared", "url", "header", "text", "capture", "file"
]


class Clock(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """A time as an interval with a kind and a trust, never one bare number.

    A day without an hour is the interval of that day, widened by the zones it may be in.
    `capture` is an upper bound: nothing is published after its first capture.
    """

    earliest: datetime | None
    """Inclusive, with zone; None: no lower bound."""
    latest: datetime | None
    """Inclusive, with zone; None: no upper bound."""
    kind: ClockKind
    trust: float
    """0 to 1: how often clocks of this kind turn out right."""
    stated: str | None = None
    """The words it was read from."""


class Credit(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """An outlet or agency that the article itself names as where it has its text from."""

    name: str
    """Canonical name where `outlets/` knows it ("ANTARA"), else the words as they stand."""
    kind: Literal[
        "wire", "credit-line", "byline", "dateline", "formula", "json-ld", "feed", "ninjs"
    ]
    spans: Spans = ()
    """In the text; empty when it stood in metadata."""
    url: str | None = None


class Article(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """A published text. Only `id` and `text` are required; `text` is never altered.

    >>> Article(id="a1", text="Gempa terjadi, kata BMKG.").lang is None
    True
    """

    id: str
    text: str
    url: str | None = None
    outlet: str | None = None
    published: str | None = None
    """As given: ISO 8601, perhaps only a day or a month, perhaps wrong. See `clocks`."""
    updated: str | None = None
    lang: str | None = None
    """BCP 47 primary tag: "id", "ms", "en", "ru", ..."""
    title: str | None = None
    links: tuple[str, ...] = ()
    byline: str | None = None
    wire: str | None = None
    """The agency named as the text's origin, canonical ("Reuters")."""
    canonical: str | None = None
    clocks: tuple[Clock, ...] = ()
    """When it was published, surest first."""
    updated_clocks: tuple[Clock, ...] = ()
    credits: tuple[Credit, ...] = ()
    problems: tuple[Problem, ...] = ()
    sha256: str | None = None
    """Of the bytes it was read from."""
    extra: dict[str, Any] = {}
    """Input fields we do not know: kept and passed through."""


SourceType = Literal[
    "person_named", "office_unnamed", "organisation", "outlet", "document",
    "anonymous", "group", "other", "none",
]  # fmt: skip
AttributionKind = Literal["direct", "indirect", "mixed"]
Act = Literal["say", "belief", "intention", "directive", "decree", "perception"]


class Link(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """One link of a chain from the reader to the endpoint."""

    name: str
    source_type: SourceType
    spans: Spans = ()
    """Where it is named; empty for the publishing outlet itself."""
    inherited: bool = False
    """Taken over from an antecedent or a credit, not said in this sentence."""


class Attribution(msgspec.Struct, frozen=True, kw_only=True, gc=False):
    """Somebody other than the author is made to say, think, want or see something."""

    source: Spans
    cue: Spans
    content: Spans
    kind: AttributionKind
    source_type: SourceType
    via: tuple[Spans, ...] = ()
    """Relays named in the sentence, outermost (nearest the article) first."""
    via_cue: Spans = ()
    hedged: bool = False
    hedge: Spans = ()
    antecedent: Spans = ()
    """Fullest mention elsewhere, for pronouns, clitics, "sumber itu", short names."""
    nested: bool = False
    act: Act = "say"
    chain: tuple[Link, ...] = ()
    """From the publishing outlet (first) to the endpoint (last)."""
    confidence: float = 1.0
    rule: str | None = None
    """The rung of the cascade that found it: "quote-cue", "preposition", "tagger", ..."""
    checkable: bool | None = None
    """Whether the content asserts numbers, events or persons that can be checked."""


class Attributed(msgspec.Struct, frozen=True, kw_only=True):
    """An article's id with what it attributes to whom, in order of position."""

    id: str
    attributions: tuple[Attribution, ...]
    unattributed: Spans = ()
    """Sentences that carry a claim and name no source."""


ReuseKind = Literal["copy", "rewrite", "translation", "furniture"]


class Reuse(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True, gc=False):
    """A passage of article `a` that stands again, or nearly, or translated, in article `b`."""

    a: str
    a0: int
    a1: int
    b: str
    b0: int
    b1: int
    similarity: float
    """0 to 1: share of aligned words that agree (for translations: of word weight explained)."""
    kind: ReuseKind
    common_quote: bool = False
    """A quotation that many carry: it shows a common event, not derivation."""
    pairs: tuple[tuple[Span, Span], ...] = ()
    """For translations: word pairs (span in a, span in b) that carried the match."""


EvidenceKind = Literal[
    "passage", "credit", "formula", "link", "clock", "attribution", "number", "hedge",
    "headline", "slip", "name", "outlet", "same_text",
]  # fmt: skip


class Evidence(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """What a finding rests on: exact characters that a person can open and check."""

    kind: EvidenceKind
    article: str
    spans: Spans = ()
    field: Literal["text", "title", "metadata"] = "text"
    """What `spans` index: text, title, or nothing (metadata: see `detail`)."""
    other: str | None = None
    """The second article, if two are compared."""
    other_spans: Spans = ()
    other_field: Literal["text", "title", "metadata"] = "text"
    detail: str | None = None
    """A value as read ("Reuters", "2031-03-04T07:00Z < 2031-03-04T09:00Z", a URL)."""
    weight: float | None = None
    """How much it moved the score (log odds), where a score was made."""


EdgeKind = Literal["copy", "excerpt", "rewrite", "translation", "cites"]


class Edge(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """Article `child` took from article `parent`; both in the collection."""

    child: str
    parent: str
    kind: EdgeKind
    confidence: float
    """Calibrated probability that this edge is right."""
    late: bool = False
    """The citation was added in an update: it counts as an edge but makes no origin."""
    evidence: tuple[Evidence, ...]
    runner_up: str | None = None
    """The next best parent, shown when confidence is below .8."""


class Outside(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """A named source that is not in the collection: one node however many reprint it."""

    id: str
    """Stable: "outside:" and a slug of the name."""
    name: str
    source_type: SourceType
    cited_by: tuple[str, ...]
    """Articles that derive from it or name it as where they have the story from."""
    root_of: tuple[str, ...] = ()
    """Articles for which it is an origin."""
    evidence: tuple[Evidence, ...] = ()


class IndependentSource(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """One informant behind a claim, however many articles carry it."""

    id: str
    name: str
    source_type: SourceType
    through: tuple[str, ...]
    """Articles (ids) and outside sources (ids) through which it reached the collection."""
    certain: bool
    """False: it may be the same as another one, or may not have been asked at all."""
    evidence: tuple[Evidence, ...]


class Loop(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """Circular reporting: each member leads to the next, and the last to the first."""

    members: tuple[str, ...]
    evidence: tuple[Evidence, ...]
    by_update: bool = False


DriftType = Literal[
    "number_change", "hedge_dropped", "attribution_dropped", "attribution_moved",
    "actor_changed", "headline_unsupported",
]  # fmt: skip


class Drift(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """What changed along one edge; inherited distortions stand only where they happened."""

    child: str
    parent: str | None
    """An article id, or the id of an outside source (a headline against its own body)."""
    told_by: str | None = None
    """Where the parent is an outside source: the article whose words stand for its own, and that
    `from_span` points into."""
    type: DriftType
    from_value: str | None = None
    to_value: str | None = None
    from_span: Span | None = None
    """In the parent's text (for headlines: in the child's own body, nearest words, if any)."""
    to_span: Span | None = None
    to_field: Literal["text", "title"] = "text"
    from_field: Literal["text", "title"] = "text"
    confidence: float = 1.0


class Claim(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """A checkable assertion that members of a family carry."""

    id: str
    article: str
    span: Span
    carriers: tuple[str, ...]
    central: bool = False


class Family(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """Articles tied together by edges or by one outside source."""

    id: str
    members: tuple[str, ...]
    origins: tuple[str, ...]
    """Article ids and outside ids."""
    sources: tuple[IndependentSource, ...]
    certain: int
    possible: int
    claims: tuple[Claim, ...] = ()


class Lineage(msgspec.Struct, frozen=True, kw_only=True):
    """Who took the story from whom in one collection."""

    edges: tuple[Edge, ...] = ()
    roots: dict[str, tuple[str, ...]] = {}
    """Article id to the ids of its origins in the collection (itself, if it has none)."""
    independent: dict[str, int] = {}
    """Article id to the best estimate of independent sources behind its claim."""
    independent_range: dict[str, tuple[int, int]] = {}
    """Article id to (certain, possible)."""
    outside: tuple[Outside, ...] = ()
    loops: tuple[Loop, ...] = ()
    drift: tuple[Drift, ...] = ()
    families: tuple[Family, ...] = ()


class FactCheck(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """A published check of a claim. The verdict is the publisher's own words, never mapped."""

    id: str
    claim: tuple[str, ...]
    title: str | None = None
    summary: str | None = None
    verdict: str | None = None
    publisher: str | None = None
    url: str | None = None
    date: str | None = None
    lang: str | None = None
    claimant: str | None = None
    appearances: tuple[str, ...] = ()
    warnings: tuple[str, ...] = ()
    extra: dict[str, Any] = {}


class Hit(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """A published fact-check close to a claim, and why it was found."""

    id: str
    score: float
    """0 to 1: calibrated chance that it is about the same claim."""
    why: str
    """The shared words, or what else made it close: for people to read."""


class CheckRun(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """Fact-checks for one claim; no hits when nothing is close enough."""

    query_id: str
    hits: tuple[Hit, ...]
    query: str | None = None
    span: Span | None = None
    """Where the claim stands in the article's text, if it came from one."""


class Dossier(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """All findings on one story: what `report` renders."""

    subject: str | None
    """The article that was asked about; None for a whole collection."""
    articles: tuple[Article, ...]
    attributed: tuple[Attributed, ...] = ()
    reuses: tuple[Reuse, ...] = ()
    lineage: Lineage = Lineage()
    checks: tuple[CheckRun, ...] = ()
    fact_checks: tuple[FactCheck, ...] = ()
    """The fact-checks that `checks` point at."""
    problems: tuple[Problem, ...] = ()
    archive_size: int | None = None
    """How many articles were searched."""
    version: str = "1"


ARTICLE_FIELDS = frozenset(Article.__struct_fields__) - {"extra"}
ALSO_NAMED = {"series": "outlet", "date": "published"}  # passim's names, where ours are absent


def article_from_json(record: dict[str, Any]) -> Article:
    """Make an article of one JSON object; fields we do not know are kept in `extra`.

    `null` counts as absent. Raises `msgspec.ValidationError` when a field has the wrong type.

    >>> article_from_json({"id": "a", "text": "x", "desk": "foreign"}).extra
    {'desk': 'foreign'}
    """
    known = {k: v for k, v in record.items() if k in ARTICLE_FIELDS and v is not None}
    extra = {k: v for k, v in record.items() if k not in ARTICLE_FIELDS}
    return msgspec.convert({**known, "extra": extra}, Article)


def article_to_json(article: Article) -> dict[str, Any]:
    """The JSON object of an article: unknown input fields stand beside the known ones.

    >>> article_to_json(Article(id="a", text="x", extra={"desk": "foreign"}))
    {'id': 'a', 'text': 'x', 'desk': 'foreign'}
    """
    record: dict[str, Any] = msgspec.to_builtins(article)
    extra = record.pop("extra", {})
    return {**record, **extra}


ZONES = (timedelta(hours=14), timedelta(hours=12))
"""A local time without a zone may lie up to 14 hours before and 12 after the same UTC time."""

READABLE_YEARS = range(2, 9999)
"""Years 1 and 9999 are placeholders for "never", and a day added to them overflows."""

_CALENDAR = re.compile(r"(\d{4})(?:-(\d{2})(?:-(\d{2}))?)?")


def _calendar_interval(stated: str) -> tuple[datetime, datetime] | None:
    """The first and the last moment of a year, a month or a day, in whatever zone."""
    match = _CALENDAR.fullmatch(stated)
    if match is None:
        return None
    year, month, day = (int(part) if part else None for part in match.groups())
    start = datetime(year or 1, month or 1, day or 1, tzinfo=UTC)
    if day:
        end = start + timedelta(days=1)
    elif month:
        end = (start + timedelta(days=31)).replace(day=1)
    else:
        end = start.replace(year=start.year + 1)
    return start - ZONES[0], end + ZONES[1]


def interval_of(stated: str) -> tuple[datetime, datetime] | None:
    """The interval that an ISO 8601 time may mean; `None` when it cannot be read.

    A year, month or day is taken whole; without a zone the interval is widened by all zones.

    >>> interval_of("2031-03-04T14:05:00+07:00")[0].isoformat()
    '2031-03-04T07:05:00+00:00'
    >>> interval_of("2031-02")[1].isoformat()
    '2031-03-01T12:00:00+00:00'
    >>> interval_of("yesterday") is None, interval_of("9999-12-30") is None
    (True, True)
    """
    stated = stated.strip()
    try:
        interval = _calendar_interval(stated) or _moment_interval(stated)
    except (ValueError, OverflowError):
        return None
    return interval if all(end.year in READABLE_YEARS for end in interval) else None


def _moment_interval(stated: str) -> tuple[datetime, datetime]:
    """A time with its hour; without a zone it is widened by all zones."""
    moment = datetime.fromisoformat(stated)
    if moment.tzinfo is None:
        moment = moment.replace(tzinfo=UTC)
        return moment - ZONES[0], moment + ZONES[1]
    return moment.astimezone(UTC), moment.astimezone(UTC)


def clocks_of(article: Article) -> tuple[Clock, ...]:
    """The article's publication clocks, made from `published` where the reader gave none."""
    if article.clocks or not article.published:
        return article.clocks
    interval = interval_of(article.published)
    if interval is None:
        return ()
    return (
        Clock(
            earliest=interval[0],
            latest=interval[1],
            kind="declared",
            trust=0.8,
            stated=article.published,
        ),
    )
