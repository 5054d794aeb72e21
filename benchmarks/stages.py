"""Times of the stages on invented text: no dev set is needed.

Articles are made from the demo story's sentences, shuffled with a fixed seed, so that lengths and
words are those of news while nothing repeats whole.
"""

from __future__ import annotations

import io
import random
import re
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

import msgspec
import trafilatura

from menurut.archive import Archive
from menurut.demo import demo_articles
from menurut.investigate import add_articles, investigate, trace_articles
from menurut.model import Article
from menurut.read import ReadSettings
from menurut.read.files import read_stream
from menurut.report import render_html

WORDS = 750
SEED = 7


def sentences(lang: str) -> list[str]:
    """All sentences of the demo story in one language."""
    texts = [article.text for article in demo_articles() if article.lang == lang]
    return [s for text in texts for s in re.split(r"(?<=[.!?”\"])\s+", text) if s.strip()]


def articles(count: int, lang: str = "id", words: int = WORDS) -> list[Article]:
    """Articles of about so many words, each from shuffled sentences with numbers of its own."""
    source, chance = sentences(lang), random.Random(SEED)
    made = []
    for n in range(count):
        text, length = [], 0
        while length < words:
            sentence = re.sub(
                r"\d+", lambda _m: str(chance.randrange(2, 900)), chance.choice(source)
            )
            text.append(sentence)
            length += len(sentence.split())
        made.append(
            Article(
                id=f"{lang}{n}",
                text="\n\n".join(" ".join(text[i : i + 4]) for i in range(0, len(text), 4)),
                lang=lang,
                outlet=f"Kabar {n % 40}",
                title=text[0][:80],
                published=f"2031-03-{1 + n % 28:02d}T08:00:00+07:00",
            )
        )
    return made


def page(article: Article) -> bytes:
    """A plain web page of an article."""
    body = "".join(f"<p>{p}</p>" for p in article.text.split("\n\n"))
    head = (
        f"<title>{article.title}</title><meta property='og:site_name' content='{article.outlet}'>"
    )
    return (
        f"<!doctype html><html lang={article.lang}><head>{head}</head><body><nav>a b c</nav>"
        f"<article><h1>{article.title}</h1>{body}</article><footer>x</footer></body></html>"
    ).encode()


def read_page(data: bytes, number: int) -> list[object]:
    """One page through the reader, as an uploaded file goes."""
    name = f"{number}.html"
    return list(read_stream(io.BytesIO(data), name, name, ReadSettings()))


def seconds(work: Callable[[], object]) -> float:
    """Wall seconds of a call."""
    started = time.perf_counter()
    work()
    return time.perf_counter() - started


def family(size: int) -> list[Article]:
    """One story and its reprints: each takes another's text, cut or with a sentence of its own."""
    chance = random.Random(SEED)
    base = articles(1, "id", 400)[0]
    made = [base]
    for n in range(1, size):
        parent = chance.choice(made)
        paragraphs = parent.text.split("\n\n")
        if len(paragraphs) > 3 and chance.random() < 0.3:
            paragraphs.pop()
        paragraphs.insert(
            chance.randrange(len(paragraphs)), f"Wartawan kami menambahkan catatan {n}."
        )
        made.append(
            msgspec.structs.replace(
                base,
                id=f"f{n}",
                text="\n\n".join(paragraphs),
                outlet=f"Portal {n}",
                published=f"2031-03-04T{n % 24:02d}:{n % 60:02d}:00+07:00",
            )
        )
    return made


def measure() -> dict[str, float]:
    found: dict[str, float] = {}
    pages = [page(article) for article in articles(60)]
    read_page(pages[0], 0)  # models and patterns load once
    own = seconds(lambda: [read_page(data, n) for n, data in enumerate(pages)])
    rival = seconds(lambda: [trafilatura.bare_extraction(data.decode()) for data in pages])
    found["read: pages per_second"] = len(pages) / own
    found[f"read: trafilatura {trafilatura.__version__} alone, pages per_second"] = (
        len(pages) / rival
    )
    trace_articles(family(3))
    for size in (30, 200):
        story = family(size)
        found[f"trace: family of {size}, seconds"] = seconds(lambda s=story: trace_articles(s))
    dossier = trace_articles(family(200))
    found["report: 200 articles as HTML, seconds"] = seconds(
        lambda: render_html(dossier, lang="id")
    )
    found.update(archive_times())
    return found


def archive_times() -> dict[str, float]:
    """Adding to an archive of 10,000 articles, and one investigation against it."""
    with (
        tempfile.TemporaryDirectory() as folder,
        Archive.open(Path(folder) / "a.db", create=True) as archive,
    ):
        many = articles(10_000, "id", 250)
        spent = seconds(lambda: add_articles(archive, many))
        add_articles(archive, demo_articles())
        subject = demo_articles()[-1]
        investigate(subject, archive)
        once = seconds(lambda: investigate(subject, archive))
    return {
        "archive: 10,000 articles of 250 words added, per_second": len(many) / spent,
        "investigate: one article against 10,000, seconds": once,
    }
