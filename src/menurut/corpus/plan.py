"""The relational part of a corpus job, as SQL text: plain enough for DuckDB and for Spark.

`postings` has the fingerprints of all articles, numbered in rank order, with the words beside
them. The queries say what `menurut.reuse.candidates` says in numpy; a test holds the two together:
a shared fingerprint counts where two words more agree beside it, holders are linked with each
other up to COMMON of them, beyond that with the first few holders only, and a pair is a
candidate by two links, or by one rare fingerprint.
"""

from __future__ import annotations

from menurut.reuse.candidates import COMMON, FIRST_HOLDERS, RARE

NUMBERED = """
CREATE TABLE articles AS
SELECT r.number AS number, id, outlet, published_utc, lang, text
FROM read_articles AS t JOIN (
    SELECT line, CAST(
        row_number() OVER (ORDER BY coalesce(published_utc, '~'), id) - 1 AS BIGINT
    ) AS number
    FROM read_articles
) AS r ON t.line = r.line
ORDER BY number
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
SELECT * FROM (
    SELECT p.*, h.holders AS holders,
           row_number() OVER (PARTITION BY p.key ORDER BY p.article, p.position) AS place
    FROM postings AS p JOIN holders AS h ON p.key = h.key
    WHERE h.holders > {COMMON}
) AS placed WHERE place <= {FIRST_HOLDERS}
"""  # noqa: S608 - own constants

_RUNS_ON = """
p.before1 = q.before1 AND p.after1 = q.after1
OR p.before1 = q.before1 AND p.before2 = q.before2
OR p.after1 = q.after1 AND p.after2 = q.after2
"""

PAIRS = f"""
CREATE TABLE pairs AS
SELECT a, b FROM (
    SELECT p.article AS a, q.article AS b, h.holders AS holders
    FROM postings AS p
    JOIN holders AS h ON p.key = h.key
    JOIN postings AS q ON p.key = q.key
    WHERE h.holders <= {COMMON} AND p.article < q.article AND ({_RUNS_ON})
    UNION ALL
    SELECT p.article AS a, q.article AS b, p.holders AS holders
    FROM first_holders AS p JOIN postings AS q ON p.key = q.key
    WHERE p.article < q.article AND ({_RUNS_ON})
) AS links
GROUP BY a, b HAVING count(*) >= 2 OR min(holders) <= {RARE}
"""  # noqa: S608 - own constants

HUBS = "SELECT DISTINCT article FROM first_holders ORDER BY article"

READ = """
CREATE TABLE read_articles (
    line BIGINT, id VARCHAR, outlet VARCHAR, published_utc VARCHAR, lang VARCHAR, text VARCHAR
)
"""
POSTINGS = """
CREATE TABLE postings (
    key BIGINT, article BIGINT, position INTEGER,
    before2 BIGINT, before1 BIGINT, after1 BIGINT, after2 BIGINT
)
"""

SPENT = ("postings", "holders")
"""Not needed any more once `pairs` is there."""
CANDIDATES = (
    *(f"DROP TABLE IF EXISTS {table}" for table in ("holders", "first_holders", "pairs")),
    HOLDERS,
    FIRST,
    PAIRS,
)
"""Run in this order; then `pairs` has what is to be aligned."""
