"""`investigate`, `trace` and `demo`: the chain from the command line."""

from __future__ import annotations

import tempfile
from glob import glob
from pathlib import Path
from typing import TYPE_CHECKING

import click

from menurut.cli.streams import (
    NOT_MEASURED,
    collect,
    engine_option,
    exit_code,
    follow,
    json_line,
    json_option,
    lang_option,
    master_option,
    memory_option,
    one_article,
    output_option,
    progress_steps,
    say,
    sources_argument,
    tell_problem,
    to_person,
    writing,
)
from menurut.errors import InputError, UsageError
from menurut.model import Article, Dossier

if TYPE_CHECKING:
    from menurut.archive import Archive
    from menurut.read import ReadSettings

report_option = click.option(
    "--report", "report_path", metavar="FILE", help="Also write the one-file HTML report."
)


@click.command(epilog="Example: menurut investigate story.html --archive A.db --report out.html")
@click.argument("article", metavar="ARTICLE")
@click.option("--archive", "archive_path", required=True, metavar="A.db", help="What to search.")
@click.option("--id", "wanted", metavar="ID", help="Which article, if ARTICLE holds several.")
@click.option("--fetch", is_flag=True, help="ARTICLE may be an address: fetch it.")
@click.option("--family-limit", default=400, show_default=True, help="Trace at most so many.")
@click.option("--encoder", "encoder", metavar="NAME", help="Also search by vectors: use:, st:NAME.")
@report_option
@output_option
@json_option
@lang_option
def investigate(
    article: str,
    archive_path: str,
    wanted: str | None,
    fetch: bool,
    family_limit: int,
    encoder: str | None,
    report_path: str | None,
    output: str,
    as_json: bool,
    lang: str,
) -> int:
    """Find where one article's story comes from.

    ARTICLE is a page, a text, a line of JSONL (- for stdin), or the id of an article in the
    archive. Shows the chain from the reader to the source, who took it from whom, how many
    independent sources stand behind it, and what changed on the way. -o writes the dossier.
    """
    from menurut.archive import Archive  # noqa: PLC0415 - slow, and only here
    from menurut.encoders import open_encoder  # noqa: PLC0415 - slow, and only here
    from menurut.investigate import InvestigateSettings  # noqa: PLC0415 - slow, and only here
    from menurut.investigate import investigate as investigate_article  # noqa: PLC0415 - slow, and only here
    from menurut.read import ReadSettings  # noqa: PLC0415 - slow, and only here

    with Archive.open(archive_path) as archive:
        subject = _subject(article, archive, wanted, ReadSettings(fetch=fetch))
        settings = InvestigateSettings(
            family_limit=family_limit, encoder=open_encoder(encoder) if encoder else None
        )
        with progress_steps() as step:
            dossier = investigate_article(subject, archive, settings, step)
    _hand_over(dossier, output, report_path, as_json=as_json, lang=lang)
    return exit_code(len(dossier.articles), dossier.problems)


def _subject(source: str, archive: Archive, wanted: str | None, read: ReadSettings) -> Article:
    if _is_no_file(source):
        if archive.holds(source):
            return archive.get(source)
        if "://" not in source and not glob(source, recursive=True):  # noqa: PTH207 - absolute too
            raise InputError(
                f"{source}: no such file, and no article with this id in the archive. "
                f"Check the name, or list the ids: menurut archive list {archive.path}"
            )
    articles, _ = collect([source], read)
    if wanted is not None and articles:
        articles = [each for each in articles if each.id == wanted]
        if not articles:
            raise InputError(f"{source} has no article {wanted!r}. List: menurut read {source}")
    return one_article(articles, source)


def _is_no_file(source: str) -> bool:
    try:
        return source != "-" and not Path(source).exists()
    except (OSError, ValueError):  # too long for a name, or with a NUL in it
        return True


@click.command(epilog="Example: menurut trace articles.jsonl -o lineage.json --report out.html")
@sources_argument
@click.option("--dossier", "dossier_path", metavar="FILE", help="Also write all findings (JSON).")
@report_option
@engine_option(None)
@click.option(
    "--family-limit",
    type=click.IntRange(min=2),
    metavar="N",
    help="With --engine: trace at most so many of one family (1000, if not given).",
)
@master_option
@memory_option
@output_option
@json_option
@lang_option
def trace(
    sources: tuple[str, ...],
    dossier_path: str | None,
    report_path: str | None,
    engine: str | None,
    family_limit: int | None,
    master: str | None,
    memory: str,
    output: str,
    as_json: bool,
    lang: str,
) -> int:
    """Trace all stories of a collection: who took what from whom.

    SRC are files, folders or globs of pages, texts, feeds, WARC, CSV or JSONL; - is stdin.
    Writes edges, origins, independent sources, loops and drift as JSON; prints them readably
    on a terminal. With --engine, SRC is one file of JSONL or Parquet of any size; a job that broke
    off goes on where it stopped when the same command is given again.
    """
    if engine is not None:
        if len(sources) != 1 or dossier_path or report_path:
            raise UsageError("--engine takes one file and writes JSON: no --report, no --dossier.")
        return _trace_corpus(sources[0], output, (engine, master, memory), family_limit)
    if family_limit is not None:
        raise UsageError("--family-limit is for large collections. Add --engine, or leave it out.")
    from menurut.investigate import trace_articles  # noqa: PLC0415 - slow, and only here

    articles, problems = collect(sources)
    if not articles:
        say("menurut: no article could be read, so nothing was traced.")
        return NOT_MEASURED
    _refuse_repeated_ids(articles)
    with progress_steps() as step:
        dossier = trace_articles(articles, step=step)
    everything = [*problems, *dossier.problems]
    if dossier_path:
        _write_dossier(dossier, dossier_path)
    _write_report(dossier, report_path, lang)
    if to_person(output, as_json=as_json):
        _show(dossier, lang)
    else:
        _write(output, json_line({**_as_dict(dossier), "problems": everything}) + "\n")
    return exit_code(len(articles), everything)


def _trace_corpus(
    source: str, output: str, how: tuple[str, str | None, str], family_limit: int | None
) -> int:
    """`how`: engine, master, memory."""
    from menurut.corpus import CorpusSettings, CorpusTraceSettings, trace_corpus  # noqa: PLC0415 - slow, and only here
    from menurut.corpus.lineages import FAMILY_LIMIT  # noqa: PLC0415 - slow, and only here

    engine, master, memory = how
    settings = CorpusTraceSettings(
        reuse=CorpusSettings(engine=engine, master=master, memory=memory),
        family_limit=family_limit or FAMILY_LIMIT,
    )
    report = trace_corpus(source, output, settings, follow=follow)
    for problem in report.problems:
        tell_problem(problem)
    say(f"{report.articles} articles, {report.members} of them in {report.families} families.")
    return exit_code(report.articles, report.problems)


def _refuse_repeated_ids(articles: list[Article]) -> None:
    seen: set[str] = set()
    for article in articles:
        if article.id in seen:
            raise UsageError(
                f"two articles have the id {article.id!r}. Give each its own id, or let "
                "`menurut archive add` keep them as versions of one article."
            )
        seen.add(article.id)


def _as_dict(dossier: Dossier) -> dict[str, object]:
    lineage = dossier.lineage
    return {name: getattr(lineage, name) for name in lineage.__struct_fields__}


@click.command(epilog="Example: menurut demo --report demo.html")
@click.option("--archive", "archive_path", metavar="A.db", help="Keep the demo archive here.")
@report_option
@output_option
@json_option
@lang_option
def demo(
    archive_path: str | None, report_path: str | None, output: str, as_json: bool, lang: str
) -> int:
    """Run the main job on a story that ships with menurut.

    People, outlets and places in it are invented. The articles are put into an archive and the
    one that a reader would see last is investigated.
    """
    from menurut.archive import Archive  # noqa: PLC0415 - slow, and only here
    from menurut.demo import demo_articles, demo_fact_checks, demo_subject  # noqa: PLC0415 - slow, and only here
    from menurut.investigate import add_articles  # noqa: PLC0415 - slow, and only here
    from menurut.investigate import investigate as investigate_article  # noqa: PLC0415 - slow, and only here

    with tempfile.TemporaryDirectory() as folder:
        path = archive_path or str(Path(folder) / "demo.db")
        with Archive.open(path, create=True) as archive:
            add_articles(archive, demo_articles())
            archive.add_fact_checks(demo_fact_checks())
            dossier = investigate_article(archive.get(demo_subject()), archive)
    _hand_over(dossier, output, report_path, as_json=as_json, lang=lang)
    return 0


def _hand_over(
    dossier: Dossier, output: str, report_path: str | None, *, as_json: bool, lang: str
) -> None:
    """The dossier as text for people, or as JSON where -o or --json asks for it."""
    _write_report(dossier, report_path, lang)
    if output == "-" and not as_json:
        _show(dossier, lang)
    else:
        _write_dossier(dossier, output)


def _show(dossier: Dossier, lang: str) -> None:
    from rich.console import Console  # noqa: PLC0415 - slow, and only here

    from menurut.report import render_terminal  # noqa: PLC0415 - slow, and only here

    render_terminal(dossier, Console(), lang=lang)


def _write_dossier(dossier: Dossier, path: str) -> None:
    from menurut.report import render_json  # noqa: PLC0415 - slow, and only here

    _write(path, render_json(dossier))


def _write_report(dossier: Dossier, path: str | None, lang: str) -> None:
    if path:
        from menurut.report import render_html  # noqa: PLC0415 - slow, and only here

        _write(path, render_html(dossier, lang=lang))
        say(f"report: {path}")


def _write(path: str, text: str) -> None:
    with writing(path) as stream:
        stream.write(text)
