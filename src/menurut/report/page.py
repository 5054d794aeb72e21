"""One HTML file: opens from a disk, without network and without JavaScript.

Every string goes through one gate: hidden characters become marks, then Jinja escapes. Style and
script are our own two files; the page's policy admits these two by their hash and nothing else,
so a script that an article might smuggle in would not run even if it passed the escape.
"""

from __future__ import annotations

import base64
import hashlib
import re
from collections.abc import Callable, Iterable, Mapping
from functools import cache, partial
from importlib.resources import files
from typing import Any

from jinja2 import Environment, PackageLoader, StrictUndefined

from menurut.model import Dossier, Edge, Family, IndependentSource, Span
from menurut.report import kinds
from menurut.report.catalogue import Voice, voice_for
from menurut.report.changes import Change, find_changes
from menurut.report.forms import FORMS
from menurut.report.graph import SOURCE_WIDTH, draw_family
from menurut.report.ladder import LADDERS, find_ladders, join_ladders
from menurut.report.links import kept_copies, link_out
from menurut.report.marked_text import describe, describe_speech, say_who, span_text
from menurut.report.passages import view_edge
from menurut.report.shared_text import show_texts
from menurut.report.sources import (
    say_day,
    say_moments,
    say_time,
    source_rows,
    through_names,
    time_rows,
    zone_note,
)
from menurut.report.story import (
    SURE,
    UNSURE,
    Story,
    by_time,
    edge_anchor,
    find_article,
    index_dossier,
)
from menurut.report.strips import find_strips, say_value, values_of
from menurut.report.summary import (
    behind_subject,
    searched,
    source_range,
    summarise,
    summarise_family,
    tally,
    title_article,
    title_of,
)
from menurut.report.tree import lineage_rows
from menurut.report.troubles import say_problem
from menurut.report.visible import show_hidden
from menurut.report.voices import find_voices, index_voices
from menurut.report.zones import name_zone

DRAWINGS = 6
"""So many families are drawn; further ones stand in the list only."""

EXPORT_COMMAND = "menurut report dossier.json -o story.graphml"

SHORT_ROLES = {"content": "c", "source": "s", "cue": "q", "hedge": "h"}
"""Roles of words in a text, as the page's style calls them: they stand there by the thousand."""

_TAG = re.compile(r"[A-Za-z]{2,3}(-[A-Za-z0-9]{2,8}){0,3}")

RIGHT_TO_LEFT = frozenset(
    {"ar", "arc", "ckb", "dv", "fa", "he", "ku", "ps", "sd", "ug", "ur", "yi"}
)


def render_html(
    dossier: Dossier, *, lang: str, export_links: Mapping[str, str] | None = None
) -> str:
    """A dossier as one HTML file; the same dossier gives the same bytes.

    `export_links` are addresses under which other forms can be had, by their names in `FORMS`
    (the local app has them); without, the page says which command makes them.

    >>> page = render_html(Dossier(subject=None, articles=()), lang="id")
    >>> '<html lang="id">' in page
    True
    """
    voice = voice_for(lang)
    story = index_dossier(dossier)
    style, script = _static("report.css"), _static("report.js")
    page: str = (
        environment()
        .get_template("report.html.j2")
        .render(
            {
                **page_context(story, voice),
                "export_links": export_links or {},
                "style": style,
                "script": script,
                "policy": policy_for(style, script),
            }
        )
    )
    return page.encode("utf-8", "backslashreplace").decode()


@cache
def environment() -> Environment:
    """The templates, with escaping everywhere and no way around it but for our own two files."""
    made = Environment(
        loader=PackageLoader("menurut.report"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        finalize=_shown,
    )
    made.filters["opening"] = lambda words: words[:1].upper() + words[1:]
    return made


def _shown(value: Any) -> Any:
    """The gate: what a template prints has no hidden character in it."""
    return show_hidden(value) if type(value) is str else value


@cache
def _static(name: str) -> str:
    """One of our two files without what only its readers need: comments and indents."""
    text = (files("menurut.report") / "static" / name).read_text(encoding="utf-8")
    text = re.sub(r"/\*.*?\*/", "", text, flags=re.DOTALL)
    text = re.sub(r"^\s+|^\s*//.*$", "", text, flags=re.MULTILINE)
    if name.endswith(".css"):
        text = re.sub(r"\s*([{};])\s*", r"\1", text).replace(";}", "}")
    return re.sub(r"\n{2,}", "\n", text)


def policy_for(style: str, script: str) -> str:
    """A policy that admits this style and this script and nothing else.

    >>> policy_for("", "")[:33]
    "default-src 'none'; style-src 'sh"
    """
    return (
        f"default-src 'none'; style-src '{_digest(style)}'; script-src '{_digest(script)}'; "
        "base-uri 'none'; form-action 'none'"
    )


def _digest(text: str) -> str:
    return "sha256-" + base64.b64encode(hashlib.sha256(text.encode()).digest()).decode()


def language_tag(lang: str | None) -> str | None:
    """A language tag that a browser understands, or None.

    >>> language_tag("zh-Hant"), language_tag("english!")
    ('zh-Hant', None)
    """
    return lang if lang and _TAG.fullmatch(lang) else None


def direction_of(lang: str | None) -> str:
    """Which way a language is written; "auto" where it is not known.

    >>> direction_of("ar"), direction_of("id"), direction_of(None)
    ('rtl', 'ltr', 'auto')
    """
    if not lang:
        return "auto"
    return "rtl" if lang.split("-")[0].lower() in RIGHT_TO_LEFT else "ltr"


def page_context(story: Story, voice: Voice) -> dict[str, Any]:
    """All that the templates print; the local web app uses the same."""
    changes = find_changes(story)
    ladders = join_ladders(find_ladders(story))
    rows = source_rows(story)
    subject = find_article(story, story.dossier.subject)
    return {
        **_words(voice),
        **_lookups(story, voice),
        "story": story,
        "subject": subject,
        "title": title_of(story, voice),
        "title_lang": first.lang if (first := title_article(story)) else voice.lang,
        "summary": summarise(story, voice),
        "after": _after_lead(story, voice),
        "ladders": ladders[:LADDERS],
        "more_ladders": max(0, len(ladders) - LADDERS),
        "strips": find_strips(story, ladders[:LADDERS], changes),
        "changes": changes,
        "changes_of": _grouped(story, changes),
        "source_rows": rows,
        "timeline": time_rows(rows, story.zones, voice),
        "zone": zone_note(story.zones, voice),
        "axis_zone": name_zone(story.zones.axis, voice.lang),
        "edge_views": [view_edge(story, edge) for edge in _all_edges(story)],
        "loops": [loop for loop in story.dossier.lineage.loops if loop.members],
        "hits": _hits(story.dossier),
        "kinds": tuple(kinds.EDGES),
        "forms": [(f.name, f.ending, voice.say(f.what)) for f in FORMS] if story.traced else [],
        "export_command": EXPORT_COMMAND,
        "export_links": {},
        "drawings": DRAWINGS,
        "source_width": SOURCE_WIDTH,
        "sure": SURE,
        "unsure": UNSURE,
    }


def speaking(voice: Voice) -> dict[str, Any]:
    """How any template speaks: a dossier's, and the pages of the app around it."""
    return {
        "lang": voice.lang,
        "lang_of_page": voice.lang,
        "say": voice.say,
        "count": voice.count,
        "share": voice.share,
        "number": voice.number,
        "word": lambda table, kind, **values: kinds.word(
            voice, getattr(kinds, table), kind, **values
        ),
        "told": lambda saying: describe(saying, voice),
        "who": lambda saying: say_who(saying, voice),
        "day": lambda stated: say_day(stated, voice),
        "direction_of": direction_of,
        "language_tag": language_tag,
        "kept_copies": kept_copies,
    }


def _words(voice: Voice) -> dict[str, Any]:
    """How a template of a dossier speaks."""
    return {
        **speaking(voice),
        "speech": lambda saying: describe_speech(saying, voice),
        "why": lambda stated: kinds.say_why(stated, voice),
        "value": lambda value: say_value(value, voice),
        "values_of": lambda change: values_of(change.drift, voice),
        "problem_words": lambda problem: say_problem(problem, voice),
        "roles": SHORT_ROLES,
        "short_roles": lambda played: " ".join(SHORT_ROLES[role] for role in played),
        "outward": partial(link_out, environment()),
    }


def _lookups(story: Story, voice: Voice) -> dict[str, Callable[..., Any]]:
    """What a template asks about an article, an edge or a family."""
    articles = story.articles
    times = {id_: say_time(article, voice, story.zones) for id_, article in articles.items()}

    def words_at(article: str | None, spans: tuple[Span, ...], field: str) -> str:
        found = find_article(story, article)
        return span_text(found, spans, field) if found else ""

    def through(source: IndependentSource) -> str:
        return voice.listing(through_names(story, source))

    def summary_of(family: Family) -> str:
        return summarise_family(story, family, voice)

    return {
        "anchor_of": story.anchors.__getitem__,
        "time_of": times.__getitem__,
        "edge_anchor": partial(edge_anchor, story),
        "rows_of": partial(lineage_rows, story),
        "graph_of": lambda family: draw_family(story, family, voice),
        "summary_of": summary_of,
        "voices_of": partial(find_voices, story, index=index_voices(story)),
        "source_range": lambda family: source_range(voice, family.certain, family.possible),
        "through": through,
        "text_of": show_texts(story, by_time(articles, articles)).__getitem__,
        "evidence_words": words_at,
        "detail": lambda stated: say_moments(stated, story.zones, voice),
    }


def _after_lead(story: Story, voice: Voice) -> list[str]:
    lines = (behind_subject(story, voice), tally(story, voice), searched(story, voice))
    return [line for line in lines if line]


def _grouped(story: Story, changes: Iterable[Change]) -> dict[str, list[Change]]:
    groups: dict[str, list[Change]] = {id_: [] for id_ in story.articles}
    for change in changes:
        groups[change.drift.child].append(change)
    return groups


def _all_edges(story: Story) -> list[Edge]:
    order = by_time(story.articles, story.articles)
    return [edge for child in order for edge in story.parents.get(child, ())]


def _hits(dossier: Dossier) -> list[tuple[Any, Any, str | None]]:
    """Each fact-check once, under the claim it is closest to."""
    known = {check.id: check for check in dossier.fact_checks}
    best: dict[str, tuple[Any, Any, str | None]] = {}
    for run in dossier.checks:
        for hit in run.hits:
            if hit.id not in best or hit.score > best[hit.id][0].score:
                best[hit.id] = (hit, known.get(hit.id), run.query)
    return sorted(best.values(), key=lambda entry: (-entry[0].score, entry[0].id))
