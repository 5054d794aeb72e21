"""WARC, packed or not, whole or broken; and gzip bombs."""

from __future__ import annotations

import gzip
import io
import zipfile
import zlib

import pytest

from menurut.model import Article, Problem

HOST = "https://kabarteluk.example/2031/03/04/"


@pytest.fixture
def records(made):
    return [made.warc_record(f"{HOST}{name}", made.page()) for name in "abc"]


def kinds(found):
    return [item.url[-1] if isinstance(item, Article) else "problem" for item in found]


def test_capture_is_an_upper_bound(records, read_bytes):
    (article,) = read_bytes(records[0])
    capture = article.clocks[-1]

    assert ("capture", None) == (capture.kind, capture.earliest)
    assert "2031-03-06T08:00:00+00:00" == capture.latest.isoformat()
    assert "2031-03-04" == article.published


@pytest.mark.parametrize(
    "pack",
    [b"".join, lambda r: b"".join(map(gzip.compress, r)), lambda r: gzip.compress(b"".join(r))],
)
def test_plain_members_and_one_member(records, read_bytes, pack):
    assert ["a", "b", "c"] == kinds(read_bytes(pack(records)))


def test_a_damaged_member_costs_only_itself(records, read_bytes):
    first, second, third = map(gzip.compress, records)
    damaged = second[:80] + b"????" + second[84:]

    assert ["a", "problem", "c"] == kinds(read_bytes(first + damaged + third))


def test_a_cut_off_end_is_told(records, read_bytes):
    packed = b"".join(map(gzip.compress, records))

    assert ["a", "b", "problem"] == kinds(read_bytes(packed[:-40]))


def test_a_header_without_end_is_stepped_over(records, read_bytes):
    broken = b"WARC/1.0\r\nWARC-Type: response\r\nContent-Length: 5\r\nX: y\r\n"

    assert ["a", "problem", "b"] == kinds(read_bytes(records[0] + broken + records[1]))


@pytest.mark.parametrize("length", [10**14, 10**40])
def test_a_length_beyond_the_end_is_told(made, records, read_bytes, length):
    wrong = made.warc_record(f"{HOST}x", made.page(), length=length)
    found = read_bytes(records[0] + wrong)

    assert "a" == kinds(found)[0]
    assert "problem" in kinds(found)


def test_bytes_that_do_not_belong_are_stepped_over(made, records, read_bytes):
    short = made.warc_record(f"{HOST}x", made.page(), length=60)
    found = kinds(read_bytes(records[0] + short + records[2]))

    assert "a" == found[0]
    assert "problem" in found
    assert "c" == found[-1]


def test_a_bomb_is_not_unfolded(records, read_bytes):
    packer = zlib.compressobj(9, zlib.DEFLATED, 31)
    bomb = b"".join(packer.compress(b"\0" * 2**20) for _ in range(64)) + packer.flush()
    found = read_bytes(gzip.compress(records[0]) + bomb + gzip.compress(records[1]))

    assert ["a", "problem", "b"] == kinds(found)


def test_a_bomb_inside_a_response(made, records, read_bytes):
    bomb = gzip.compress(gzip.compress(b"\0" * 2**25))
    inner = made.warc_record(f"{HOST}x", gzip.decompress(bomb), http=b"Content-Encoding: gzip\r\n")
    found = read_bytes(inner + records[0])

    assert ["problem", "a"] == kinds(found)
    assert "10 MB" in found[0].what


def test_chunked_and_packed_response(made, read_bytes):
    packed = gzip.compress(made.page())
    body = b"%x\r\n" % len(packed) + packed + b"\r\n0\r\n\r\n"
    http = b"Transfer-Encoding: chunked\r\nContent-Encoding: gzip\r\n"

    assert ["a"] == kinds(read_bytes(made.warc_record(f"{HOST}a", body, http=http)))


def test_wacz(records, read_bytes):
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w") as archive:
        archive.writestr("archive/data.warc.gz", b"".join(map(gzip.compress, records)))

    assert ["a", "b", "c"] == kinds(read_bytes(packed.getvalue(), "site.wacz"))


def test_garbage_ends(read_bytes):
    found = read_bytes(b"WARC/1.0\r\nX: y\r\n\r\n" * 5000)

    assert all(isinstance(item, Problem) for item in found)
    assert len(found) < 1100


@pytest.mark.parametrize(
    ("name", "count"), [("story.txt", 1), ("a.html?x=robots.txt", 1), ("robots.txt", 0)]
)
def test_plain_text_is_an_article_unless_it_is_for_machines(made, read_bytes, name, count):
    record = made.warc_record(f"{HOST}{name}", made.story.encode())

    found = read_bytes(record.replace(b"text/html; ", b"text/plain;"))

    assert [made.story] * count == [article.text for article in found]
