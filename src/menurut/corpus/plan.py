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
ORDER BY a, b
"""  # noqa: S608 - own constants

HUBS = "SELECT DISTINCT article FROM first_holders ORDER BY article"

MET = "CREATE TABLE met (a BIGINT, b BIGINT)"
"""Pairs found around the hubs, some of them again and again."""
AROUND = """
CREATE TABLE around AS
SELECT m.a AS a, m.b AS b
FROM (SELECT DISTINCT a, b FROM met) AS m LEFT JOIN pairs AS p ON m.a = p.a AND m.b = p.b
WHERE p.a IS NULL
ORDER BY a, b
"""
"""Those that were not compared before."""


def pair_counts(table: str) -> str:
    """How many pairs each article is the first of."""
    return f"SELECT a, count(*) AS pairs FROM {table} GROUP BY a ORDER BY a"  # noqa: S608 - own names


def pairs_between(table: str, first: int, end: int) -> str:
    """The pairs whose first article has a number from `first` on, and below `end`."""
    return f"SELECT a, b FROM {table} WHERE a >= {first} AND a < {end} ORDER BY a, b"  # noqa: S608 - own names, numbers


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

FAMILY_LINKS = """
CREATE TABLE links AS SELECT a, b FROM ties UNION SELECT b AS a, a AS b FROM ties
"""
FIRST_LABELS = """
CREATE TABLE labels_0 AS SELECT a AS number, least(a, min(b)) AS label FROM links GROUP BY a
"""
"""Connected components: each article begins with the lowest number beside it ..."""


def label_round(number: int) -> tuple[str, ...]:
    """... and in each round takes its neighbours' lowest label, and then that label's own."""
    return (
        "DROP TABLE IF EXISTS nearer",
        f"""
        CREATE TABLE nearer AS
        SELECT number, min(label) AS label FROM (
            SELECT k.a AS number, l.label AS label
            FROM links AS k JOIN labels_{number} AS l ON k.b = l.number
            UNION ALL
            SELECT own.label AS number, l.label AS label
            FROM links AS k JOIN labels_{number} AS l ON k.b = l.number
            JOIN labels_{number} AS own ON k.a = own.number
            UNION ALL SELECT number, label FROM labels_{number}
        ) AS seen GROUP BY number
        """,  # noqa: S608 - a number
        drop_labels(number + 1),
        f"""
        CREATE TABLE labels_{number + 1} AS
        SELECT n.number AS number, m.label AS label
        FROM nearer AS n JOIN nearer AS m ON n.label = m.number
        """,  # noqa: S608 - a number
    )


def changed_labels(number: int) -> str:
    """How many labels a round has changed."""
    return f"""
    SELECT count(*) AS n FROM labels_{number} AS o JOIN labels_{number + 1} AS n
    ON o.number = n.number WHERE o.label <> n.label
    """  # noqa: S608 - a number


def labels_of(number: int) -> str:
    """The labels after so many rounds."""
    return f"SELECT number, label FROM labels_{number} ORDER BY number"  # noqa: S608 - a number


def drop_labels(number: int) -> str:
    """Forget the labels of a round."""
    return f"DROP TABLE IF EXISTS labels_{number}"
