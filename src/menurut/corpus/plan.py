"""The relational part of a corpus job, as SQL text: plain enough for DuckDB and for Spark.

`postings(key, article, position)` has the fingerprints of all articles, numbered in rank order.
The queries say what `menurut.reuse.candidates` says in numpy; a test holds the two together:
holders of a fingerprint are linked with each other up to COMMON of them, beyond that with the
first few holders only, and a pair is a candidate by two links, or by one rare fingerprint.
"""

from __future__ import annotations

from menurut.reuse.candidates import COMMON, FIRST_HOLDERS, RARE

NUMBERED = """
CREATE TABLE articles AS
SELECT row_number() OVER (ORDER BY coalesce(published_utc, '~'), id) - 1 AS number,
       id, outlet, published_utc, text
FROM read_articles
"""
"""Articles in rank order: earliest first, without a time last, then by id."""

REPEATED = """
SELECT id, min(line) AS line, max(line) AS again
FROM read_articles GROUP BY id HAVING count(*) > 1 ORDER BY again LIMIT 1
"""

HOLDERS = """
CREATE TABLE holders AS
SELECT key, count(*) AS holders FROM postings GROUP BY key HAVING count(*) > 1
"""

FIRST = f"""
CREATE TABLE first_holders AS
SELECT key, article, holders FROM (
    SELECT p.key AS key, p.article AS article, h.holders AS holders,
           row_number() OVER (PARTITION BY p.key ORDER BY p.article, p.position) AS place
    FROM postings AS p JOIN holders AS h ON p.key = h.key
    WHERE h.holders > {COMMON}
) AS placed WHERE place <= {FIRST_HOLDERS}
"""  # noqa: S608 - own constants

PAIRS = f"""
CREATE TABLE pairs AS
SELECT a, b FROM (
    SELECT p.article AS a, q.article AS b, h.holders AS holders
    FROM postings AS p
    JOIN holders AS h ON p.key = h.key
    JOIN postings AS q ON p.key = q.key
    WHERE h.holders <= {COMMON} AND p.article < q.article
    UNION ALL
    SELECT f.article AS a, q.article AS b, f.holders AS holders
    FROM first_holders AS f JOIN postings AS q ON f.key = q.key
    WHERE f.article < q.article
) AS links
GROUP BY a, b HAVING count(*) >= 2 OR min(holders) <= {RARE}
"""  # noqa: S608 - own constants

HUBS = "SELECT DISTINCT article FROM first_holders ORDER BY article"

CANDIDATES = (HOLDERS, FIRST, PAIRS)
"""Run in this order; then `pairs` has what is to be aligned."""
