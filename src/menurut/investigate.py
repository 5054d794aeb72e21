"""The chain, written once: read → attribute → reuse → trace → check.

`investigate` follows one article through an archive; `trace_articles` does the same for all
articles of a small collection. Both give a `Dossier`. Only this module (and `corpus/`, for
collections that need an engine) knows the order of the stages.

An article's family is found in rounds: what shares passages with it, then what shares passages
with those, until nothing new appears; then articles that tell the same story without sharing
words are added as candidates, for the citations between them. `trace` decides which belong.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence

import msgspec

from menurut.archive import AddReport, Archive, InBatches
from menurut.archive.vectors import Encoder
from menurut.attribute import AttributeSettings, find_attributions
from menurut.check import CheckSettings, Query, find_fact_checks
from menurut.model import (
    Article,
    Attributed,
    CheckRun,
    Dossier,
    FactCheck,
    Hit,
    Lineage,
    Problem,
    Reuse,
    Span,
    words_of,
)
from menurut.read import enrich_article
from menurut.report.story import index_dossier
from menurut.report.voices import find_voices
from menurut.reuse import (
    ReuseSettings,
    find_reuse,
    find_reuse_among,
    find_translations,
    find_translations_among,
    fingerprint_articles,
    has_older_index,
    index_translation,
)
from menurut.trace import trace_lineage

INDEXERS = (InBatches(fingerprint_articles), index_translation)
"""What the archive keeps of each article to find its passages again."""

CLAIM_CHARS = 500
"""A text without headline up to this long (a post, a chain message) is looked up whole."""

REPRINT = 0.9
"""From this share of its text on, an article is all reprint of what led to it."""
FRONTIER = 40
"""Articles looked up in one further round, nearest first: it bounds the time of a large family."""

Step = Callable[[str], None]


class InvestigateSettings(msgspec.Struct, frozen=True, kw_only=True):
    """How far to look, and with what."""

    rounds: int = 3
    """How often what was found is used to find more."""
    family_limit: int = 400
    """No more candidates than this are traced; the nearest are kept and the rest is told."""
    story_candidates: int = 40
    """Articles that tell the same story in other words, looked at for citations."""
    claims_checked: int = 5
    """Claims of the article looked up among the fact-checks."""
    headlines_checked: int = 20
    """Headlines of other members of its family looked up too: the claim may be checked there."""
    reuse: ReuseSettings = ReuseSettings()
    attribute: AttributeSettings = AttributeSettings()
    check: CheckSettings = CheckSettings()
    encoder: Encoder | None = None
    """Translations are also looked for among the articles nearest by its vectors."""


def _silent(_step: str) -> None:
    """Say nothing: the default for library use."""


def add_articles(archive: Archive, articles: Iterable[Article]) -> AddReport:
    """Put articles into the archive with all that finds their passages again.

    Adding the same article twice changes nothing; a changed one becomes a new version.
    """
    return archive.add((enrich_article(article) for article in articles), indexers=INDEXERS)


def investigate(
    article: Article,
    archive: Archive,
    settings: InvestigateSettings = InvestigateSettings(),
    step: Step = _silent,
) -> Dossier:
    """Find where one article's story comes from, as far as the archive can tell.

    The article need not be in the archive, and is not added to it.
    """
    subject = enrich_article(article)
    step("reuse")
    candidates, problems = _gather_family(subject, archive, settings)
    dossier = _trace(candidates, settings, step)
    dossier = _keep_family(dossier, subject.id)
    step("check")
    checks, fact_checks = _check(subject, dossier, archive, settings)
    return msgspec.structs.replace(
        dossier,
        subject=subject.id,
        checks=checks,
        fact_checks=fact_checks,
        problems=(*dossier.problems, *problems),
        archive_size=archive.stats().articles,
    )


def trace_articles(
    articles: Sequence[Article],
    settings: InvestigateSettings = InvestigateSettings(),
    step: Step = _silent,
) -> Dossier:
    """Trace all stories of a small collection (up to some thousand articles).

    >>> story = [
    ...     Article(id="wire", text="Banjir merendam 40 rumah di Desa Lowa pada Senin malam, kata "
    ...             "kepala desa setempat.", lang="id", published="2031-03-04T08:00:00+07:00"),
    ...     Article(id="copy", text="Banjir merendam 40 rumah di Desa Lowa pada Senin malam, kata "
    ...             "kepala desa setempat.", lang="id", published="2031-03-04T09:00:00+07:00"),
    ... ]
    >>> [(edge.child, edge.parent) for edge in trace_articles(story).lineage.edges]
    [('copy', 'wire')]
    """
    return _trace([enrich_article(article) for article in articles], settings, step)


def _trace(articles: Sequence[Article], settings: InvestigateSettings, step: Step) -> Dossier:
    step("reuse")
    reuses = find_passages(articles, settings.reuse)
    step("attribute")
    attributed = tuple(find_attributions(article, settings.attribute) for article in articles)
    step("trace")
    lineage = trace_lineage(articles, attributed, reuses)
    return Dossier(
        subject=None,
        articles=tuple(articles),
        attributed=attributed,
        reuses=reuses,
        lineage=lineage,
        problems=tuple(problem for article in articles for problem in article.problems),
    )


def find_passages(
    articles: Sequence[Article], settings: ReuseSettings = ReuseSettings()
) -> tuple[Reuse, ...]:
    """All shared passages of a collection: copies, rewrites and translations."""
    return (
        *find_reuse_among(articles, settings),
        *find_translations_among(articles),
    )


def _gather_family(
    subject: Article, archive: Archive, settings: InvestigateSettings
) -> tuple[list[Article], tuple[Problem, ...]]:
    """The subject and the articles its story may be tied to, nearest first."""
    found: dict[str, Article] = {subject.id: subject}
    frontier = [subject]
    for _ in range(settings.rounds):
        shared = _neighbours(frontier, found, archive, settings)
        nearest = sorted(shared, key=lambda other: (-shared[other], other))
        fresh = _fetch(nearest, found, archive, settings.family_limit)
        # Whoever is all reprint leads only to what is found already.
        frontier = [a for a in fresh if shared[a.id] < REPRINT * len(a.text)][:FRONTIER]
        if not frontier:
            break
    _fetch(
        archive.same_story(list(found.values())[:8], settings.story_candidates),
        found,
        archive,
        settings.family_limit,
    )
    problems = (*_limit_problem(found, settings.family_limit), *_older_index_problem(archive))
    return list(found.values()), problems


def _neighbours(
    frontier: Iterable[Article],
    found: Mapping[str, Article],
    archive: Archive,
    settings: InvestigateSettings,
) -> dict[str, int]:
    """Archived articles that share passages with the frontier: id to characters shared."""
    shared: dict[str, int] = {}
    for article in frontier:
        passages = (
            *find_reuse(article, archive, settings.reuse),
            *find_translations(article, archive, encoder=settings.encoder),
        )
        for reuse in passages:
            other, length = (
                (reuse.b, reuse.b1 - reuse.b0)
                if reuse.a == article.id
                else (reuse.a, reuse.a1 - reuse.a0)
            )
            if other not in found and not reuse.common_quote:
                shared[other] = shared.get(other, 0) + length
    return shared


def _fetch(
    ids: Iterable[str], found: dict[str, Article], archive: Archive, limit: int
) -> list[Article]:
    """Load what is new, up to the limit, into `found`; the newly loaded."""
    wanted = [other for other in ids if other not in found][: max(0, limit - len(found))]
    fresh = list(archive.articles(wanted))
    found.update((article.id, article) for article in fresh)
    return fresh


def _limit_problem(found: Mapping[str, Article], limit: int) -> tuple[Problem, ...]:
    if len(found) < limit:
        return ()
    return (
        Problem(
            where="archive",
            what=f"the family is larger than {limit} articles; the nearest {limit} were traced.",
            remedy="Raise --family-limit, or trace the collection with: menurut trace",
        ),
    )


def _older_index_problem(archive: Archive) -> tuple[Problem, ...]:
    """What an older menurut has indexed holds no translations that can be found today."""
    if not has_older_index(archive):
        return ()
    return (
        Problem(
            where="archive",
            what="translations could not be looked up: an older menurut made the archive's index "
            "for them.",
            remedy="Make it new: menurut archive export OLD.db -o all.jsonl, then "
            "menurut archive add NEW.db all.jsonl",
        ),
    )


def _keep_family(dossier: Dossier, subject: str) -> Dossier:
    """Leave out the candidates that turned out to have nothing to do with the subject.

    Other voices on the same event stay as articles: the report names them beside the family.
    """
    members = _members_of(dossier.lineage, subject)
    lineage = dossier.lineage
    kept = Lineage(
        edges=tuple(e for e in lineage.edges if e.child in members and e.parent in members),
        roots={k: v for k, v in lineage.roots.items() if k in members},
        independent={k: v for k, v in lineage.independent.items() if k in members},
        independent_range={k: v for k, v in lineage.independent_range.items() if k in members},
        outside=tuple(o for o in lineage.outside if members.intersection(o.cited_by)),
        loops=tuple(loop for loop in lineage.loops if members.issuperset(loop.members)),
        drift=tuple(d for d in lineage.drift if d.child in members),
        families=tuple(f for f in lineage.families if subject in f.members),
    )
    story = index_dossier(dossier)
    heard = {v.article for f in kept.families for v in find_voices(story, f)}
    return msgspec.structs.replace(
        dossier,
        articles=tuple(a for a in dossier.articles if a.id in members | heard),
        attributed=tuple(a for a in dossier.attributed if a.id in members | heard),
        reuses=tuple(r for r in dossier.reuses if r.a in members and r.b in members),
        lineage=kept,
        problems=tuple(p for p in dossier.problems if p.article is None or p.article in members),
    )


def _members_of(lineage: Lineage, subject: str) -> set[str]:
    return {subject}.union(*(f.members for f in lineage.families if subject in f.members))


def _check(
    subject: Article, dossier: Dossier, archive: Archive, settings: InvestigateSettings
) -> tuple[tuple[CheckRun, ...], tuple[FactCheck, ...]]:
    """Published fact-checks for the claims of the subject; nothing when the archive has none."""
    if not archive.stats().fact_checks:
        return (), ()
    attributed = next((a for a in dossier.attributed if a.id == subject.id), None)
    queries = claims_of(subject, attributed)[: settings.claims_checked]
    others = (article for article in dossier.articles if article.id != subject.id)
    queries += [query for other in others for query in _whole(other)][: settings.headlines_checked]
    runs = find_fact_checks(queries, archive, settings.check)
    runs = tuple(run for run in runs if run.hits or run.query_id.startswith(f"{subject.id}#"))
    ids = dict.fromkeys(hit.id for run in runs for hit in run.hits)
    return runs, tuple(archive.fact_check(found) for found in ids)


def check_articles(
    articles: Iterable[Article],
    archive: Archive,
    settings: InvestigateSettings = InvestigateSettings(),
) -> Iterator[CheckRun]:
    """One run per article: the best fact-checks over all its claims, under the article's id."""
    for article in articles:
        queries = claims_of(article, find_attributions(article, settings.attribute))
        runs = find_fact_checks(queries[: settings.claims_checked], archive, settings.check)
        best: dict[str, Hit] = {}
        for hit in (hit for run in runs for hit in run.hits):
            if hit.id not in best or hit.score > best[hit.id].score:
                best[hit.id] = hit
        hits = sorted(best.values(), key=lambda hit: (-hit.score, hit.id))
        yield CheckRun(query_id=article.id, hits=tuple(hits[: settings.check.hits]))


def _whole(article: Article) -> list[Query]:
    """The headline; where there is none, a text short enough to be a claim itself."""
    urls = tuple(url for url in (article.url, article.canonical) if url)
    if article.title or len(article.text) > CLAIM_CHARS:
        text = article.title or article.text[:CLAIM_CHARS]
        return [Query(id=f"{article.id}#title", text=text, lang=article.lang, urls=urls)]
    span = Span(0, len(article.text))
    return [
        Query(id=f"{article.id}#text", text=article.text, lang=article.lang, span=span, urls=urls)
    ]


def claims_of(article: Article, attributed: Attributed | None = None) -> list[Query]:
    """What to look up among fact-checks: the headline, then checkable contents, then bare claims.

    >>> claims_of(Article(id="a", text="x", title="Bridge falls"))[0].text
    'Bridge falls'
    """
    queries = _whole(article)
    spans: list[tuple[Span, ...]] = []
    if attributed is not None:
        spans += [a.content for a in attributed.attributions if a.checkable]
        spans += [(span,) for span in attributed.unattributed]
    for content in sorted(spans):
        text = words_of(article.text, content)
        span = Span(content[0].start, content[-1].end)
        queries.append(
            Query(
                id=f"{article.id}#{span.start}-{span.end}", text=text, lang=article.lang, span=span
            )
        )
    return queries
