"""The sentence on top: how many articles, how many independent sources, who is repeated.

The count of sources is a range, because whether two informants are one person, or whether an
outlet really asked, cannot always be read off the text. Nothing here says what is true.
"""

from __future__ import annotations

from collections import Counter

from menurut.model import Article, Family
from menurut.report.catalogue import Voice
from menurut.report.story import Story, by_time, family_of


def summarise(story: Story, voice: Voice) -> str:
    """The first sentence of every report.

    >>> from menurut.model import Article, Dossier
    >>> from menurut.report.catalogue import voice_for
    >>> from menurut.report.story import index_dossier
    >>> from menurut.model import Lineage
    >>> one, alone = Article(id="a", text="x"), Lineage(roots={"a": ("a",)})
    >>> traced = Dossier(subject=None, articles=(one,), lineage=alone)
    >>> summarise(index_dossier(traced), voice_for("en"))
    '1 article, tied to no other.'
    >>> read = Dossier(subject=None, articles=(one,))
    >>> summarise(index_dossier(read), voice_for("en"))
    '1 article.'
    """
    subject = story.dossier.subject
    families = story.families
    if subject is not None and (own := family_of(story, subject)) is not None:
        families = (own,)
    if len(families) == 1 and (subject is not None or not story.alone):
        return summarise_family(story, families[0], voice)
    return _collection(story, voice)


def _collection(story: Story, voice: Voice) -> str:
    articles = voice.count("{n} article", "{n} articles", len(story.articles))
    if story.articles and not story.traced:
        return voice.say("{list}.", list=articles)
    if not story.families:
        if len(story.articles) == 1:
            return voice.say("{articles}, tied to no other.", articles=articles)
        return voice.say("{articles}, none tied to another.", articles=articles)
    stories = voice.count("{n} story", "{n} stories", len(story.families))
    if not story.alone:
        return voice.say("{articles} in {stories}.", articles=articles, stories=stories)
    alone = voice.count("{n} article stands alone", "{n} articles stand alone", len(story.alone))
    if len(story.families) == 1:
        told = summarise_family(story, story.families[0], voice)
        return f"{told} {voice.say('{list}.', list=alone)}"
    return voice.say(
        "{articles}: {stories}; {alone}.", articles=articles, stories=stories, alone=alone
    )


def summarise_family(story: Story, family: Family, voice: Voice) -> str:
    """One story in a sentence: articles, independent sources as a range, who is repeated."""
    members = [member for member in family.members if member in story.articles]
    articles = voice.count("{n} article", "{n} articles", len(members))
    sources = source_range(voice, family.certain, family.possible)
    top = _most_repeated(story, members)
    if top is None:
        return voice.say("{articles}, {sources}.", articles=articles, sources=sources)
    name, times = top
    repeat = voice.count("{n} takes it from {name}", "{n} take it from {name}", times, name=name)
    return voice.say(
        "{articles}, {sources}; {repeat}.", articles=articles, sources=sources, repeat=repeat
    )


def source_range(voice: Voice, certain: int, possible: int) -> str:
    """Independent sources as a range.

    >>> from menurut.report.catalogue import voice_for
    >>> source_range(voice_for("en"), 2, 3)
    '2 independent sources (at most 3)'
    >>> source_range(voice_for("en"), 0, 0)
    'no independent source found'
    """
    if possible <= 0:
        return voice.say("no independent source found")
    if certain <= 0:
        return voice.count(
            "no certain independent source (at most {n})",
            "no certain independent source (at most {n})",
            possible,
        )
    stated = voice.count("{n} independent source", "{n} independent sources", certain)
    if possible <= certain:
        return stated
    return voice.say("{sources} (at most {n})", sources=stated, n=voice.number(possible))


def _most_repeated(story: Story, members: list[str]) -> tuple[str, int] | None:
    """The origin from which most articles have the story, and how many do."""
    roots = story.dossier.lineage.roots
    counted = Counter(
        root for member in members for root in roots.get(member, ()) if root != member
    )
    for outside in story.dossier.lineage.outside:
        takers = set(outside.root_of).intersection(members)
        if takers:
            counted[outside.id] = len(takers)
    known = {root: n for root, n in counted.items() if root in story.names}
    if not known:
        return None
    root = min(known, key=lambda r: (-known[r], r))
    return story.names[root], known[root]


def behind_subject(story: Story, voice: Voice) -> str | None:
    """What stands behind the one article that was asked about."""
    subject = story.dossier.subject
    if subject is None or subject not in story.articles:
        return None
    found = story.dossier.lineage.independent_range.get(subject)
    if found is None:
        return None
    return voice.say(
        "Behind {name}: {sources}.",
        name=story.names[subject], sources=source_range(voice, *found),
    )  # fmt: skip


def tally(story: Story, voice: Voice) -> str | None:
    """How much changed on the way, and whether anybody cites in a circle."""
    lineage = story.dossier.lineage
    said = []
    if lineage.drift:
        said.append(
            voice.count("{n} change on the way", "{n} changes on the way", len(lineage.drift))
        )
    if lineage.loops:
        said.append(voice.count("{n} citation loop", "{n} citation loops", len(lineage.loops)))
    return voice.say("{list}.", list=", ".join(said)) if said else None


def searched(story: Story, voice: Voice) -> str | None:
    """How many articles the archive held."""
    size = story.dossier.archive_size
    if size is None:
        return None
    return voice.count("{n} article was searched.", "{n} articles were searched.", size)


def title_article(story: Story) -> Article | None:
    """What the report is about: the subject, else the first article of the largest story."""
    subject = story.dossier.subject
    if subject not in story.articles:
        members = story.families[0].members if story.families else tuple(story.articles)
        first = by_time(story.articles, [m for m in members if m in story.articles])
        subject = first[0] if first else None
    return None if subject is None else story.articles[subject]


def title_of(story: Story, voice: Voice) -> str:
    """The headline of what the report is about; its outlet's name, where it has none."""
    article = title_article(story)
    if article is None:
        return voice.say("No articles")
    return article.title or story.names[article.id]
