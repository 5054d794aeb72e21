"""`read`, `attribute`, `reuse`, `check` and `report`: one stage each from the command line."""

from __future__ import annotations

import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path

import click

from menurut.cli.streams import (
    collect,
    engine_option,
    exit_code,
    follow,
    json_line,
    json_option,
    lang_option,
    master_option,
    memory_option,
    output_option,
    say,
    sift,
    sources_argument,
    tell_problem,
    tell_trouble,
    to_person,
    write_lines,
    writing,
)
from menurut.errors import InputError, UsageError
from menurut.model import Attributed, Problem, article_to_json

FORM_NAMES = (
    "html", "text", "json", "csv", "graphml", "prov", "annotations", "claims", "claimreview",
)  # fmt: skip
"""The names of `menurut.report.FORMS`, which are slow to import; a test says that these agree."""


@click.command(epilog="Example: menurut read pages/*.html news.warc.gz -o articles.jsonl")
@sources_argument
@click.option("--fetch", is_flag=True, help="Allow addresses among SRC, and fetch them.")
@output_option
@json_option
def read(sources: tuple[str, ...], fetch: bool, output: str, as_json: bool) -> int:
    """Turn pages, texts, WARC, feeds, ninjs, CSV or JSONL into articles.

    SRC are files, folders or globs; - is stdin. Writes JSONL: id, url, outlet, published, lang,
    title, text, links, byline, wire, clocks, credits. Nothing is fetched unless --fetch is given.
    """
    from menurut.read import ReadSettings, read_articles  # noqa: PLC0415 - slow, and only here

    del as_json  # JSONL is what this command writes, to a terminal too
    problems: list[Problem] = []
    count = 0
    with writing(output) as stream:
        for item in follow(read_articles(list(sources), ReadSettings(fetch=fetch)), "reading"):
            tell_trouble(item)
            if isinstance(item, Problem):
                problems.append(item)
                stream.write(json_line({"problem": item}) + "\n")
            else:
                count += 1
                problems.extend(item.problems)
                stream.write(json_line(article_to_json(item)) + "\n")
    return exit_code(count, problems)


@click.command(epilog="Example: menurut attribute articles.jsonl -o attributions.jsonl")
@sources_argument
@click.option("--no-tagger", is_flag=True, help="English: language pack only, no learned tagger.")
@click.option("--explain", is_flag=True, help="Show the rule behind each attribution, as text.")
@output_option
@json_option
@lang_option
def attribute(
    sources: tuple[str, ...],
    no_tagger: bool,
    explain: bool,
    output: str,
    as_json: bool,
    lang: str,
) -> int:
    """Find who says what in each article, through whom, how hedged.

    SRC are articles (JSONL, pages, texts; - is stdin). Writes JSONL: the same ids with
    `attributions`; on a terminal, or with --explain, readable text. Offsets index the text.
    """
    from menurut.attribute import AttributeSettings, find_attributions  # noqa: PLC0415 - slow, and only here

    articles, problems = collect(sources)
    settings = AttributeSettings(tagger=not no_tagger)
    found: Iterator[Attributed] = (
        find_attributions(article, settings)
        for article in follow(articles, "attributing", len(articles))
    )
    if explain or to_person(output, as_json=as_json):
        from rich.console import Console  # noqa: PLC0415 - slow, and only here

        from menurut.report import render_attributed  # noqa: PLC0415 - slow, and only here

        console = Console()
        for article, attributed in zip(articles, found, strict=True):
            render_attributed(article, attributed, console, lang=lang, explain=explain)
    else:
        write_lines(output, found, problems)
    return exit_code(len(articles), problems)


@click.command(epilog="Example: menurut reuse articles.jsonl -o passages.parquet")
@click.argument("source", metavar="IN")
@engine_option("duckdb")
@master_option
@memory_option
@click.option("--keep-furniture", is_flag=True, help="Keep what an outlet prints under everything.")
@click.option("--no-translations", is_flag=True, help="One language at a time.")
@click.option("--clusters", metavar="FILE", help="Also write which articles hang together: JSONL.")
@output_option
@json_option
def reuse(
    source: str,
    engine: str,
    master: str | None,
    memory: str,
    keep_furniture: bool,
    no_translations: bool,
    clusters: str | None,
    output: str,
    as_json: bool,
) -> int:
    """Find shared passages in a collection: copies, rewrites, translations.

    IN is JSONL or Parquet with id and text (- is stdin: JSONL). Writes one line per passage pair
    with offsets on both sides; the name of FILE decides between JSONL and Parquet. A job that
    broke off goes on where it stopped when the same command is given again.
    """
    from menurut.corpus import CorpusSettings, find_reuse_in_corpus  # noqa: PLC0415 - slow, and only here

    del as_json  # JSONL is what this command writes, to a terminal too
    report = find_reuse_in_corpus(
        source,
        output,
        CorpusSettings(
            engine=engine,
            master=master,
            memory=memory,
            keep_furniture=keep_furniture,
            translations=not no_translations,
            clusters=clusters,
        ),
        follow=follow,
    )
    for problem in report.problems:
        tell_problem(problem)
    return exit_code(report.articles, report.problems)


@click.command(epilog="Example: menurut check article.jsonl --factchecks claimreview.jsonl")
@sources_argument
@click.option("--factchecks", multiple=True, metavar="FC", help="Fact-checks: JSON-LD, JSONL, CSV.")
@click.option("--archive", "archive_path", metavar="A.db", help="Use fact-checks stored here.")
@output_option
@json_option
def check(
    sources: tuple[str, ...],
    factchecks: tuple[str, ...],
    archive_path: str | None,
    output: str,
    as_json: bool,
) -> int:
    """Find fact-checks already published about the same claim.

    SRC are articles or claims (JSONL with query_id and query). Writes JSONL: query_id and hits,
    best first; no hits when nothing is close enough. A publisher's verdict is its own words.
    """
    from menurut.archive import Archive  # noqa: PLC0415 - slow, and only here
    from menurut.check import read_fact_checks  # noqa: PLC0415 - slow, and only here
    from menurut.investigate import check_articles  # noqa: PLC0415 - slow, and only here

    del as_json  # JSONL is what this command writes, to a terminal too
    if not factchecks and not archive_path:
        raise InputError("no fact-checks to search. Give --factchecks FILE or --archive A.db.")
    articles, problems = collect(sources)
    with tempfile.TemporaryDirectory() as folder:
        path = archive_path or str(Path(folder) / "factchecks.db")
        with Archive.open(path, create=archive_path is None) as archive:
            if factchecks:
                found = follow(read_fact_checks(list(factchecks)), "reading fact-checks")
                archive.add_fact_checks(sift(found, problems))
            runs = follow(check_articles(articles, archive), "checking", len(articles))
            write_lines(output, runs, problems)
    return exit_code(len(articles), problems)


@click.command(epilog="Example: menurut report dossier.json -o report.html")
@click.argument("dossier", metavar="DOSSIER.json")
@click.option("-o", "--output", required=True, metavar="FILE", help="Where to write; - is stdout.")
@click.option(
    "--format",
    "form",
    type=click.Choice(FORM_NAMES),
    help="The form, where the name of FILE does not say it.",
)
@click.option("--raw-csv", is_flag=True, help="CSV: do not neutralise cells that start a formula.")
@lang_option
def report(dossier: str, output: str, form: str | None, raw_csv: bool, lang: str) -> int:
    """Render a stored dossier again.

    FILE ends in .html, .txt, .json, .csv (tables beside each other: x.edges.csv, x.drift.csv, ...),
    .graphml, .prov.json (W3C PROV), .annotations.json (W3C Web Annotation), .claims.json
    (schema.org Claim) or .claimreview.json (a ClaimReview draft without a rating). DOSSIER.json
    comes from `menurut investigate -o` or `menurut trace --dossier`.
    """
    from menurut.report import read_dossier, render_file  # noqa: PLC0415 - slow, and only here

    if output == "-" and form in {None, "csv"}:
        raise UsageError(
            "stdout has no name that says the form, and takes one file. Name the form with "
            "--format (not csv, which is several tables)."
        )
    try:
        data = sys.stdin.buffer.read() if dossier == "-" else Path(dossier).read_bytes()
    except OSError as error:
        raise InputError(f"cannot read {dossier}: {error.strerror}.") from error
    try:
        found = read_dossier(data)
    except InputError as error:
        raise InputError(f"{dossier}: {error}") from error
    files = render_file(found, output, lang=lang, raw_csv=raw_csv, form=form)
    for name, text in files.items():
        with writing(name) as stream:
            stream.write(text)
        say(f"written: {name}")
    return 0
