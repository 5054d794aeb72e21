"""One article's attributions on a terminal: its text marked, then who says what."""

from __future__ import annotations

from rich.console import Console
from rich.text import Text

from menurut.model import Article, Attributed, words_of
from menurut.report.catalogue import Voice, voice_for
from menurut.report.marked_text import Saying, describe, find_sayings, say_who
from menurut.report.story import outlet_of
from menurut.report.terminal import Line, plain, print_piece


def render_attributed(
    article: Article, attributed: Attributed, console: Console, *, lang: str, explain: bool = False
) -> None:
    """Print who says what in an article; with `explain`, the rule behind each finding.

    >>> from menurut.model import Attribution, Span
    >>> found = Attributed(id="a", attributions=(Attribution(
    ...     source=(Span(20, 24),), cue=(Span(15, 19),), content=(Span(0, 13),),
    ...     kind="indirect", source_type="organisation"),))
    >>> gempa = Article(id="a", text="Gempa terjadi, kata BMKG.")
    >>> render_attributed(gempa, found, Console(width=80), lang="en")
    a
    1 attribution
      BMKG (organisation, indirect speech): Gempa terjadi
    """
    voice = voice_for(lang)
    head = plain(outlet_of(article), "bold")
    if article.title:
        head.append("  ").append_text(plain(article.title, "italic"))
    print_piece(console, head)
    sayings = find_sayings(article, attributed)
    print_piece(console, plain(voice.count("{n} attribution", "{n} attributions", len(sayings))))
    for saying in sayings:
        print_piece(console, Line(_saying_line(saying, voice), 2))
        if explain:
            print_piece(console, Line(_explanation(article, saying, voice), 4))
    if attributed.unattributed:
        print_piece(console, plain(voice.say("Said by the article itself:")))
    for span in attributed.unattributed:
        print_piece(console, Line(plain(span.of(article.text)), 2))


def _saying_line(saying: Saying, voice: Voice) -> Text:
    line = plain(say_who(saying, voice), "bold")
    line.append(" (").append_text(plain(describe(saying, voice), "dim")).append("): ")
    return line.append_text(plain(saying.what))


def _explanation(article: Article, saying: Saying, voice: Voice) -> Text:
    found = saying.attribution
    cue = words_of(article.text, found.cue)
    parts = [voice.say("rule: {rule}", rule=found.rule or "–"), voice.share(found.confidence)]
    if cue:
        parts.append(voice.say("words of attribution: {words}", words=cue))
    if len(found.chain) > 1:
        parts.append(" ← ".join(link.name for link in found.chain))
    return plain("; ".join(parts), "dim")
