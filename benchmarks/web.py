"""The local app over 100,000 short invented articles: how long the server works for a page.

Texts are one sentence of the demo story with a number of their own: what a list costs depends on
how many articles there are, not on how long they are. Only the archive's own tables are filled;
fingerprints, which no list reads, are left out. CPU milliseconds of the whole request (routing,
search, counting, template), median of five, and the worst.
"""

from __future__ import annotations

import random
import statistics
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path

from starlette.testclient import TestClient

from menurut.archive import Archive
from menurut.archive.search import BrowseQuery
from menurut.model import Article
from menurut.web import make_app

ARTICLES = 100_000
OUTLETS = 400
ROUNDS = 5
PAGES = {
    "first page": {},
    "a word that every fourth has": {"search": "rekening"},
    "a rare word": {"search": "nomor77777"},
    "two words": {"search": "rekening bank"},
    "one outlet": {"outlet": "Kabar 7"},
    "one language, sorted by headline": {"lang": "id", "sort": "title"},
    "one month": {"since": "2031-03", "until": "2031-03-31"},
    "page 1,000": {"offset": 49_950},
}
SENTENCES = (
    "Sebanyak {n} rekening nasabah bank itu terdampak, kata juru bicara.",
    "Jembatan di atas Lowa ditutup sejak Senin, ujar kepala dinas.",
    "The harbour master said {n} boats were kept in port by the storm.",
    "Warga melaporkan {n} rumah terendam setelah hujan sejak sore.",
)


def articles(count: int) -> Iterator[Article]:
    """Short articles of many outlets over five years."""
    chance = random.Random(11)
    for n in range(count):
        sentence = SENTENCES[n % len(SENTENCES)].format(n=chance.randrange(2, 900))
        day = f"{2029 + n % 5}-{1 + n % 12:02}-{1 + n % 28:02}"
        yield Article(
            id=f"a{n}",
            text=f"{sentence} Catatan nomor{n}.",
            title=f"{sentence[:40]} {n}",
            outlet=f"Kabar {chance.randrange(OUTLETS)}",
            lang="en" if n % 4 == 2 else "id",
            published=f"{day}T{n % 24:02}:{n % 60:02}:00+07:00",
        )


def cpu_ms(client: TestClient, path: str, query: dict[str, object]) -> float:
    """CPU milliseconds of one request, all threads."""
    started = time.process_time()
    answer = client.get(path, params=query)
    assert answer.status_code == 200, answer.text
    return (time.process_time() - started) * 1000


def measure() -> dict[str, float]:
    """Figures of the list, the API's list, and of reading the columns anew."""
    found: dict[str, float] = {}
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "large.db"
        with Archive.open(path, create=True) as archive:
            archive.add(articles(ARTICLES))
            started = time.process_time()
            holdings = archive.holdings()
            found["columns of 100,000 articles: seconds"] = time.process_time() - started
            started = time.process_time()
            archive.browse(holdings, BrowseQuery(words="rekening"))
            found["search and facets alone: ms"] = (time.process_time() - started) * 1000
        with TestClient(make_app(path), base_url="http://127.0.0.1:8765") as client:
            client.get("/")
            for name, query in PAGES.items():
                times = [cpu_ms(client, "/", query) for _ in range(ROUNDS)]
                found[f"{name}: ms"] = statistics.median(times)
                found[f"{name}, worst: ms"] = max(times)
            found["API, a word that every fourth has: ms"] = statistics.median(
                cpu_ms(client, "/api/articles", {"search": "rekening"}) for _ in range(ROUNDS)
            )
    return found
