"""`menurut archive ...`: what we search, in one SQLite file."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from menurut.cli.streams import (
    PROBLEMS,
    exit_code,
    follow,
    json_line,
    json_option,
    output_option,
    say,
    sift,
    sources_argument,
    visible,
)
from menurut.model import Article, Problem, article_to_json

if TYPE_CHECKING:
    from menurut.archive import Archive

path_argument = click.argument("path", metavar="A.db")


@click.group(epilog="Example: menurut archive add archive.db pages/ news.warc.gz")
def archive() -> None:
    """Keep articles and fact-checks in one SQLite file, and look at them.

    The file opens in sqlite3 and in Datasette as it is.
    """


@archive.command(epilog="Example: menurut archive add archive.db articles.jsonl saved-pages/")
@path_argument
@sources_argument
@click.option("--fetch", is_flag=True, help="Allow addresses among SRC, and fetch them.")
@click.option("--encoder", metavar="NAME", help="Also keep vectors: use:, st:NAME, onnx:FOLDER.")
@click.option("--new-vectors", is_flag=True, help="Forget the vectors of another encoder.")
@json_option
def add(
    path: str,
    sources: tuple[str, ...],
    fetch: bool,
    encoder: str | None,
    new_vectors: bool,
    as_json: bool,
) -> int:
    """Add articles; makes the archive if there is none.

    The same article twice is one article; a changed one becomes a new version. Stopped or killed
    at any moment, the archive holds what was finished: run the same command again to go on.
    """
    from menurut.archive import Archive  # noqa: PLC0415 - slow, and only here
    from menurut.investigate import add_articles  # noqa: PLC0415 - slow, and only here
    from menurut.read import ReadSettings, read_articles  # noqa: PLC0415 - slow, and only here

    problems: list[Problem] = []
    found = sift(read_articles(list(sources), ReadSettings(fetch=fetch)), problems)
    with Archive.open(path, create=True) as opened:
        done = add_articles(opened, follow(found, "adding"))
        if encoder:
            _embed(opened, encoder, new_vectors=new_vectors)
    if as_json:
        click.echo(json_line(done))
    else:
        click.echo(f"{done.added} added, {done.updated} updated, {done.unchanged} unchanged")
    return exit_code(done.added + done.updated + done.unchanged, problems)


def _embed(opened: Archive, encoder: str, *, new_vectors: bool) -> None:
    """Embed the articles that have no vectors yet."""
    from menurut.archive.vectors import embed_articles, forget_vectors  # noqa: PLC0415 - slow, and only here
    from menurut.encoders import open_encoder  # noqa: PLC0415 - slow, and only here

    if new_vectors:
        forget_vectors(opened)
    done = list(follow(embed_articles(opened, open_encoder(encoder)), "embedding"))
    say(f"{max(done, default=0)} articles embedded by {encoder}")


@archive.command("add-factchecks", epilog="Example: menurut archive add-factchecks a.db cr.jsonld")
@path_argument
@sources_argument
@json_option
def add_factchecks(path: str, sources: tuple[str, ...], as_json: bool) -> int:
    """Add published fact-checks: ClaimReview JSON-LD, Data Commons feed, JSONL or CSV."""
    from menurut.archive import Archive  # noqa: PLC0415 - slow, and only here
    from menurut.check import read_fact_checks  # noqa: PLC0415 - slow, and only here

    problems: list[Problem] = []
    with Archive.open(path, create=True) as opened:
        found = follow(read_fact_checks(list(sources)), "reading fact-checks")
        count = opened.add_fact_checks(sift(found, problems))
    click.echo(json_line({"added": count}) if as_json else f"{count} fact-checks added")
    return exit_code(count, problems)


@archive.command(
    "list", epilog="Example: menurut archive list archive.db --outlet ANTARA --limit 20"
)
@path_argument
@click.option("--outlet", help="Only this outlet.")
@click.option("--lang", "language", metavar="CODE", help="Only this language: id, en, ...")
@click.option("--since", metavar="DATE", help="Published on this day or later.")
@click.option("--until", metavar="DATE", help="Published on this day or earlier.")
@click.option("--search", metavar="WORDS", help="Only articles that hold these words.")
@click.option("--limit", default=50, show_default=True, help="At most so many.")
@json_option
def list_articles(
    path: str,
    outlet: str | None,
    language: str | None,
    since: str | None,
    until: str | None,
    search: str | None,
    limit: int,
    as_json: bool,
) -> int:
    """List articles, newest first."""
    from menurut.archive import Archive  # noqa: PLC0415 - slow, and only here

    with Archive.open(path) as opened:
        articles = list(
            opened.find(
                words=search, outlet=outlet, lang=language, since=since, until=until, limit=limit
            )
        )
    if as_json:
        for article in articles:
            click.echo(json_line(article_to_json(article)))
        return 0
    if not articles:
        say("no article fits.")
        return 0
    from rich.console import Console  # noqa: PLC0415 - slow, and only here
    from rich.table import Table  # noqa: PLC0415 - slow, and only here
    from rich.text import Text  # noqa: PLC0415 - slow, and only here

    table = Table("id", "published", "outlet", "lang", "title", box=None)
    for article in articles:
        cells = (
            article.id,
            (article.published or "")[:16],
            article.outlet or "",
            article.lang or "",
            article.title or article.text[:60],
        )
        # As Text: what stands in brackets in a title is no markup.
        table.add_row(*(Text(visible(" ".join(cell.split()))) for cell in cells))
    Console().print(table)
    return 0


@archive.command(epilog="Example: menurut archive show archive.db a1b2c3d4e5")
@path_argument
@click.argument("article_id", metavar="ID")
@json_option
def show(path: str, article_id: str, as_json: bool) -> int:
    """Show one article, whole."""
    from menurut.archive import Archive  # noqa: PLC0415 - slow, and only here

    with Archive.open(path) as opened:
        article = opened.get(article_id)
    if as_json:
        click.echo(json_line(article_to_json(article)))
        return 0
    for line in _heading(article):
        click.echo(visible(line))
    click.echo()
    click.echo(visible(article.text))
    return 0


def _heading(article: Article) -> list[str]:
    fields = ("title", "outlet", "published", "updated", "lang", "byline", "wire", "url")
    found = ((name, getattr(article, name)) for name in fields)
    named = (
        (name, " ".join(value.split())) for name, value in (("id", article.id), *found) if value
    )
    return [f"{name:<10}{value}" for name, value in named]


@archive.command(epilog="Example: menurut archive remove archive.db a1b2c3d4e5")
@path_argument
@click.argument("article_ids", nargs=-1, required=True, metavar="ID...")
@json_option
def remove(path: str, article_ids: tuple[str, ...], as_json: bool) -> int:
    """Remove articles and all that was indexed of them."""
    from menurut.archive import Archive  # noqa: PLC0415 - slow, and only here

    with Archive.open(path) as opened:
        missing = [each for each in dict.fromkeys(article_ids) if not opened.holds(each)]
        count = opened.remove(article_ids)
    for each in missing:
        say(f"{path}: has no article {each!r}. List what it holds: menurut archive list {path}")
    click.echo(json_line({"removed": count}) if as_json else f"{count} removed")
    return 0 if count == len(set(article_ids)) else PROBLEMS


@archive.command(epilog="Example: menurut archive stats archive.db")
@path_argument
@json_option
def stats(path: str, as_json: bool) -> int:
    """How much the archive holds."""
    from menurut.archive import Archive  # noqa: PLC0415 - slow, and only here

    with Archive.open(path) as opened:
        found = opened.stats()
    if as_json:
        click.echo(json_line(found))
        return 0
    for name in found.__struct_fields__:
        click.echo(f"{name:<18}{getattr(found, name)}")
    return 0


@archive.command(epilog="Example: menurut archive export archive.db -o articles.parquet")
@path_argument
@output_option
def export(path: str, output: str) -> int:
    """Write all articles as JSONL, CSV or Parquet: the name of FILE decides."""
    from menurut.archive import Archive  # noqa: PLC0415 - slow, and only here

    with Archive.open(path) as opened:
        count = opened.export(output)
    say(f"{count} articles written")
    return 0
