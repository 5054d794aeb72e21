"""A dossier on a terminal: readable in 80 columns, without colour, and piped.

Colour only repeats what the words say. Text from articles is never read as markup, and its
control characters are shown as marks, so that no article can move the cursor.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

from rich.console import Console
from rich.table import Table
from rich.text import Text

from menurut.model import Dossier, Edge, Hit, IndependentSource, Problem
from menurut.report.catalogue import Voice, voice_for
from menurut.report.changes import Change, Quote, find_changes
from menurut.report.kinds import DRIFTS, EDGES, EDGES_OF, SOURCES, word
from menurut.report.ladder import LADDERS, Ladder, Rung, find_ladders, join_ladders
from menurut.report.sources import say_day, say_time, source_rows, through_names, zone_note
from menurut.report.story import SURE, Story, index_dossier
from menurut.report.strips import Strip, find_strips, say_value, values_of
from menurut.report.summary import (
    behind_subject,
    searched,
    summarise,
    summarise_family,
    tally,
    title_of,
)
from menurut.report.tree import Row, lineage_rows
from menurut.report.troubles import say_problem
from menurut.report.visible import show_hidden
from menurut.report.voices import VOICES, find_voices, index_voices

QUOTE_CHARS = 140
"""Longer quotations are cut in the middle: two lines of a terminal."""

TREE_ROWS = 200
"""More lines of lineage than this are counted and left to the HTML report."""


def render_terminal(dossier: Dossier, console: Console, *, lang: str) -> None:
    """Print a dossier for a person.

    >>> render_terminal(Dossier(subject=None, articles=()), Console(width=80), lang="en")
    0 articles, none tied to another.
    """
    voice = voice_for(lang)
    story = index_dossier(dossier)
    parts = [
        _top(story, voice),
        _ladders(story, voice),
        _lineage(story, voice),
        _changes(story, voice),
        _sources(story, voice),
        _loops(story, voice),
        _checks(story, voice),
        _problems(dossier.problems, voice),
    ]
    for part in parts:
        for line in part:
            print_piece(console, line)


def plain(text: str | None, style: str = "") -> Text:
    """Words from outside, on one line, with hidden characters as marks."""
    return Text(show_hidden(" ".join((text or "").split())), style=style)


class Line(NamedTuple):
    """Words set in from the left."""

    text: Text
    left: int


Printed = Line | Text | Table


def print_piece(console: Console, printed: Printed) -> None:
    """Print one piece; wrapped words keep their indent and leave no blanks behind them."""
    if isinstance(printed, Table):
        for segments in console.render_lines(printed, pad=False):
            line = Text.assemble(*((part.text, part.style or "") for part in segments))
            line.rstrip()
            console.print(line, highlight=False, markup=False, soft_wrap=True)
        return
    text, left = printed if isinstance(printed, Line) else (printed, 0)
    for piece in text.wrap(console, max(20, console.width - left)):
        piece.rstrip()
        indented = Text(" " * left).append_text(piece) if piece else piece
        console.print(indented, highlight=False, markup=False, soft_wrap=True)


def _heading(voice: Voice, message: str) -> Iterator[Printed]:
    yield Text()
    yield Text(voice.say(message), style="bold")


def _top(story: Story, voice: Voice) -> Iterator[Printed]:
    if story.dossier.subject in story.articles:
        yield plain(title_of(story, voice), "italic")
    yield plain(summarise(story, voice), "bold")
    for more in (behind_subject(story, voice), tally(story, voice), searched(story, voice)):
        if more:
            yield plain(more)


def _ladders(story: Story, voice: Voice) -> Iterator[Printed]:
    ladders = find_ladders(story)
    if not ladders:
        return
    yield from _heading(voice, "Where it comes from")
    for ladder in ladders[:LADDERS]:
        yield Line(_ladder_line(ladder, voice), 2)
        for rung in ladder:
            for source in rung.heard:
                said = voice.say("{name}: also heard from {source}", name=rung.name,
                                 source=_informant(source, voice))  # fmt: skip
                yield Line(plain(said, "dim"), 4)
    for strip in find_strips(story, join_ladders(ladders[:LADDERS]), find_changes(story)):
        if strip.numeric:
            yield Line(_strip_line(strip, voice), 2)
    if len(ladders) > LADDERS:
        more = voice.count("and {n} more", "and {n} more", len(ladders) - LADDERS)
        yield Line(plain(more), 2)


def _strip_line(strip: Strip, voice: Voice) -> Text:
    """What a number was at each step: 90 → 90 → 900."""
    empty = voice.say("not in figures")
    values = [say_value(step.value, voice) if step.value else empty for step in strip.steps]
    line = plain(voice.say("Step by step, from the source to the reader")).append(": ")
    return line.append_text(plain(" → ".join(values), "bold"))


def _ladder_line(ladder: Ladder, voice: Voice) -> Text:
    return Text(" ← ").join(_rung(rung, voice) for rung in ladder)


def _informant(source: IndependentSource, voice: Voice) -> str:
    kind = word(voice, SOURCES, source.source_type)
    certain = "" if source.certain else f", {voice.say('not certain')}"
    return f"{source.name} ({kind}{certain})"


def _rung(rung: Rung, voice: Voice) -> Text:
    if rung.article is not None:
        return plain(rung.name, "bold")
    kind = word(voice, SOURCES, rung.source_type or "other")
    if not rung.name:
        return Text(f"[{kind}]", style="dim")
    said = plain(rung.name).append(f" ({kind})")
    return said if rung.certain else said.append("?")


def _lineage(story: Story, voice: Voice) -> Iterator[Printed]:
    if not story.families:
        return
    yield from _heading(voice, "Lineage")
    several = len(story.families) > 1
    left = TREE_ROWS
    for family in story.families:
        rows = lineage_rows(story, family)
        if several:
            yield Line(plain(summarise_family(story, family, voice), "italic"), 2)
        for row in rows[: max(0, left)]:
            yield _tree_line(story, row, voice)
        left -= len(rows)
    if left < 0:
        yield plain(voice.count("and {n} more", "and {n} more", -left))
    yield from _other_voices(story, voice)


def _other_voices(story: Story, voice: Voice) -> Iterator[Printed]:
    index = index_voices(story)
    found = [other for family in story.families for other in find_voices(story, family, index)]
    if found:
        yield from _heading(voice, "Also about this, not derived")
    for other in found[:VOICES]:
        line = plain(story.names[other.article], "bold").append("  ")
        yield Line(line.append_text(plain(story.articles[other.article].title, "italic")), 2)


def _tree_line(story: Story, row: Row, voice: Voice) -> Line:
    line = Text("└ " if row.depth else "")
    if row.outside is not None:
        line.append_text(plain(row.outside.name, "bold"))
        line.append("  ").append(voice.say("not among these articles"), style="dim")
    else:
        article = story.articles[row.article or ""]
        line.append_text(plain(story.names[article.id], "bold"))
        line.append("  ").append(say_time(article, voice, story.zones), style="dim")
        if row.edge is not None:
            line.append("  ").append_text(_edge_words(story, row.edge, voice))
        for name in row.also:
            line.append("; ").append_text(plain(voice.say("also from {name}", name=name)))
        for other in row.others:
            line.append("; ").append_text(_other_words(story, other, voice))
    return Line(line, 2 + 2 * min(row.depth, 20))


def _edge_words(story: Story, edge: Edge, voice: Voice) -> Text:
    words = Text(word(voice, EDGES, edge.kind))
    if edge.confidence < SURE:
        words.append(" ").append(voice.share(edge.confidence))
        if edge.runner_up in story.names:
            words.append(", ").append_text(
                plain(voice.say("or from {name}", name=story.names[edge.runner_up]))
            )
    return words


def _other_words(story: Story, edge: Edge, voice: Voice) -> Text:
    words = plain(word(voice, EDGES_OF, edge.kind, name=story.names[edge.parent]))
    if edge.late:
        words.append(" ").append(voice.say("(added in an update)"))
    return words


def _changes(story: Story, voice: Voice) -> Iterator[Printed]:
    changes = find_changes(story)
    if not changes:
        return
    yield from _heading(voice, "What changed on the way")
    for change in changes:
        yield Line(_change_line(story, change, voice), 2)
        for quote in (change.earlier, change.later):
            if quote is not None:
                yield Line(_quote_line(story, quote, voice), 4)


def _change_line(story: Story, change: Change, voice: Voice) -> Text:
    drift = change.drift
    line = plain(story.names[drift.child], "bold")
    line.append(": ").append(word(voice, DRIFTS, drift.type))
    values = values_of(drift, voice)
    if values:
        line.append(" ").append_text(plain(" → ".join(values), "bold"))
    return line


def _quote_line(story: Story, quote: Quote, voice: Voice) -> Text:
    where = story.names[quote.article]
    if quote.field == "title":
        where = voice.say("{name}, headline", name=where)
    line = plain(where, "dim").append(": ")
    line.append_text(_quoted(quote))
    return line


def _quoted(quote: Quote) -> Text:
    """The words in guillemets, so that they stand out without colour."""
    words = quote.words
    if len(words) > QUOTE_CHARS:
        half = QUOTE_CHARS // 2
        words = f"{words[:half].rpartition(' ')[0]} … {words[-half:].partition(' ')[2]}"
    before, said, after = (show_hidden(part) for part in (quote.before, words, quote.after))
    return Text(before).append(f"»{said}«", style="bold").append(after)


def _sources(story: Story, voice: Voice) -> Iterator[Printed]:
    for family in story.families:
        if not family.sources:
            continue
        yield from _heading(voice, "Independent sources")
        for source in family.sources:
            kind = word(voice, SOURCES, source.source_type)
            line = plain(source.name, "bold").append(f"  {kind}")
            if not source.certain:
                line.append(f", {voice.say('not certain')}")
            through = voice.listing(through_names(story, source))
            if through:
                line.append("  ").append_text(
                    plain(voice.say("through {names}", names=through), "dim")
                )
            yield Line(line, 2)
    if story.articles:
        yield from _heading(voice, "Articles")
        yield _source_table(story, voice)


def _source_table(story: Story, voice: Voice) -> Table:
    table = Table(box=None, pad_edge=False, padding=(0, 2, 0, 0), show_edge=False)
    table.add_column(voice.say("Outlet"), ratio=3, overflow="fold")
    zone = zone_note(story.zones, voice)
    first_seen = voice.say("First seen")
    table.add_column(f"{first_seen} ({zone})" if zone else first_seen, ratio=3, overflow="fold")
    table.add_column(voice.say("From"), ratio=4, overflow="fold")
    table.add_column(voice.say("Shared"), justify="right")
    table.add_column(voice.say("Sure"), justify="right")
    rows = source_rows(story)
    for row in rows[:TREE_ROWS]:
        edge = row.edge
        table.add_row(
            plain(row.name),
            say_time(row.article, voice, story.zones),
            plain(word(voice, EDGES_OF, edge.kind, name=story.names[edge.parent]) if edge else "–"),
            voice.share(row.share) if row.share is not None else "–",
            voice.share(edge.confidence) if edge else "–",
        )
    return table


def _loops(story: Story, voice: Voice) -> Iterator[Printed]:
    loops = [loop for loop in story.dossier.lineage.loops if loop.members]
    if not loops:
        return
    yield from _heading(voice, "Citing in a circle")
    for loop in loops:
        ids = (*loop.members, loop.members[0])
        line = Text(" → ").join(plain(story.names.get(id_, id_)) for id_ in ids)
        if loop.by_update:
            line.append(" ").append(voice.say("(added in an update)"))
        yield Line(line, 2)


def _checks(story: Story, voice: Voice) -> Iterator[Printed]:
    if not story.dossier.checks:
        return
    yield from _heading(voice, "Published fact-checks")
    hits = [(run.query, hit) for run in story.dossier.checks for hit in run.hits]
    if not hits:
        yield Line(Text(voice.say("Nothing close enough was found.")), 2)
    shown: set[str] = set()
    for query, hit in hits:
        if hit.id not in shown:
            shown.add(hit.id)
            yield from _hit_lines(story, hit, query, voice)


def _hit_lines(story: Story, hit: Hit, query: str | None, voice: Voice) -> Iterator[Line]:
    found = next((f for f in story.dossier.fact_checks if f.id == hit.id), None)
    if found is None:
        yield Line(plain(hit.id), 2)
        return
    head = plain(found.publisher or found.id, "bold")
    if found.date:
        head.append_text(plain(f", {say_day(found.date, voice)}"))
    yield Line(head.append(": ").append_text(plain(found.title or " / ".join(found.claim))), 2)
    if found.verdict:
        said = Text(voice.say("Their verdict: ")).append_text(plain(found.verdict, "bold"))
        yield Line(said, 4)
    if query:
        yield Line(Text(voice.say("Close to: ")).append_text(plain(query)), 4)
    if found.url:
        yield Line(plain(found.url), 4)


def _problems(problems: tuple[Problem, ...], voice: Voice) -> Iterator[Printed]:
    if not problems:
        return
    yield from _heading(voice, "Problems")
    for problem in problems:
        line = plain(problem.where, "bold").append(": ")
        yield Line(line.append_text(plain(say_problem(problem, voice))), 2)
