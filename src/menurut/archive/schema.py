"""The tables of an archive, and how an older file is brought up to date.

One SQLite file, WAL, foreign keys on. Names are meant to be read in Datasette and in the sqlite3
shell: `articles`, `article_versions`, `fact_checks`, ... The file carries
menurut's `application_id`; `user_version` counts the migrations it has seen. Every migration runs
in one transaction, so that a killed process leaves the file as it was before or after it.

The fingerprints of articles stand packed in `fingerprint_blocks`, segment by segment (merging.py);
`article_fingerprints` says which article was indexed by what, and `fingerprints_removed` which
articles no longer count in older segments.
"""

from __future__ import annotations

import sqlite3

import numpy as np

from menurut.archive.merging import add_segment
from menurut.archive.segments import Lot

APPLICATION_ID = 0x6D656E75
"""The bytes "menu" in the header of the file: tells an archive from any other SQLite file."""

_FIRST = """
CREATE TABLE articles (
    number INTEGER PRIMARY KEY,
    id TEXT NOT NULL UNIQUE,
    outlet TEXT,
    published TEXT,
    published_utc TEXT,
    updated TEXT,
    lang TEXT,
    title TEXT,
    byline TEXT,
    wire TEXT,
    url TEXT,
    canonical TEXT,
    text TEXT NOT NULL,
    details TEXT,
    content_sha256 TEXT NOT NULL,
    version INTEGER NOT NULL DEFAULT 1,
    added_at TEXT NOT NULL DEFAULT CURRENT_TIMESTAMP
);
CREATE INDEX articles_by_time ON articles (published_utc);
CREATE INDEX articles_by_outlet ON articles (outlet, published_utc);
CREATE INDEX articles_by_lang ON articles (lang, published_utc);

CREATE TABLE article_versions (
    article INTEGER NOT NULL REFERENCES articles (number) ON DELETE CASCADE,
    version INTEGER NOT NULL,
    outlet TEXT,
    published TEXT,
    published_utc TEXT,
    updated TEXT,
    lang TEXT,
    title TEXT,
    byline TEXT,
    wire TEXT,
    url TEXT,
    canonical TEXT,
    text TEXT NOT NULL,
    details TEXT,
    content_sha256 TEXT NOT NULL,
    added_at TEXT NOT NULL,
    replaced_at TEXT NOT NULL DEFAULT CURRENT_TIMESTAMP,
    PRIMARY KEY (article, version)
);

CREATE VIRTUAL TABLE articles_search USING fts5 (
    title, text, content = 'articles', content_rowid = 'number',
    tokenize = 'unicode61 remove_diacritics 2'
);
CREATE VIRTUAL TABLE articles_search_words USING fts5vocab ('articles_search', 'row');
CREATE VIRTUAL TABLE articles_search_places USING fts5vocab ('articles_search', 'instance');
CREATE TRIGGER articles_search_add AFTER INSERT ON articles BEGIN
    INSERT INTO articles_search (rowid, title, text) VALUES (new.number, new.title, new.text);
END;
CREATE TRIGGER articles_search_remove AFTER DELETE ON articles BEGIN
    INSERT INTO articles_search (articles_search, rowid, title, text)
    VALUES ('delete', old.number, old.title, old.text);
END;
CREATE TRIGGER articles_search_change AFTER UPDATE OF title, text ON articles BEGIN
    INSERT INTO articles_search (articles_search, rowid, title, text)
    VALUES ('delete', old.number, old.title, old.text);
    INSERT INTO articles_search (rowid, title, text) VALUES (new.number, new.title, new.text);
END;

CREATE TABLE indexes (name TEXT PRIMARY KEY, version INTEGER NOT NULL);
CREATE TABLE article_fingerprints (
    article INTEGER NOT NULL REFERENCES articles (number) ON DELETE CASCADE,
    index_name TEXT NOT NULL REFERENCES indexes (name),
    count INTEGER NOT NULL,
    keys BLOB NOT NULL,
    PRIMARY KEY (article, index_name)
);

CREATE TABLE fact_checks (
    number INTEGER PRIMARY KEY,
    id TEXT NOT NULL UNIQUE,
    claim TEXT NOT NULL,
    title TEXT,
    summary TEXT,
    verdict TEXT,
    publisher TEXT,
    url TEXT,
    date TEXT,
    lang TEXT,
    claimant TEXT,
    details TEXT
);
CREATE VIRTUAL TABLE fact_checks_search USING fts5 (
    claim, title, summary, content = 'fact_checks', content_rowid = 'number',
    tokenize = 'porter unicode61 remove_diacritics 2'
);
CREATE TRIGGER fact_checks_search_add AFTER INSERT ON fact_checks BEGIN
    INSERT INTO fact_checks_search (rowid, claim, title, summary)
    VALUES (new.number, new.claim, new.title, new.summary);
END;
CREATE TRIGGER fact_checks_search_remove AFTER DELETE ON fact_checks BEGIN
    INSERT INTO fact_checks_search (fact_checks_search, rowid, claim, title, summary)
    VALUES ('delete', old.number, old.claim, old.title, old.summary);
END;
CREATE TRIGGER fact_checks_search_change AFTER UPDATE ON fact_checks BEGIN
    INSERT INTO fact_checks_search (fact_checks_search, rowid, claim, title, summary)
    VALUES ('delete', old.number, old.claim, old.title, old.summary);
    INSERT INTO fact_checks_search (rowid, claim, title, summary)
    VALUES (new.number, new.claim, new.title, new.summary);
END;
"""

_SEGMENTS = """
CREATE TABLE fingerprint_segments (
    number INTEGER PRIMARY KEY AUTOINCREMENT,
    index_name TEXT NOT NULL REFERENCES indexes (name),
    postings INTEGER NOT NULL,
    last_article INTEGER NOT NULL,
    most_position INTEGER NOT NULL,
    key_bits INTEGER NOT NULL,
    block_bits INTEGER NOT NULL,
    key_bytes INTEGER NOT NULL,
    article_bytes INTEGER NOT NULL,
    position_bytes INTEGER NOT NULL,
    first_article INTEGER NOT NULL
);
CREATE TABLE fingerprint_blocks (
    place INTEGER PRIMARY KEY,
    parts INTEGER NOT NULL,
    data BLOB NOT NULL
);
CREATE TABLE fingerprints_removed (
    index_name TEXT NOT NULL REFERENCES indexes (name),
    article INTEGER NOT NULL,
    segment INTEGER NOT NULL,
    PRIMARY KEY (index_name, article)
) WITHOUT ROWID;
"""
_LEAN_ARTICLES = """
CREATE TABLE article_fingerprints_lean (
    article INTEGER NOT NULL REFERENCES articles (number) ON DELETE CASCADE,
    index_name TEXT NOT NULL REFERENCES indexes (name),
    count INTEGER NOT NULL,
    PRIMARY KEY (article, index_name)
) WITHOUT ROWID;
INSERT INTO article_fingerprints_lean SELECT article, index_name, count FROM article_fingerprints;
DROP TABLE article_fingerprints;
ALTER TABLE article_fingerprints_lean RENAME TO article_fingerprints;
"""
MIGRATION_ROWS = 1_000_000
"""Rows of an old fingerprint table that become one segment."""


def _pack_fingerprints(connection: sqlite3.Connection) -> None:
    """From a table of rows for each index to packed segments: a tenth of a minute per gigabyte."""
    for statement in statements(_SEGMENTS):
        connection.execute(statement)
    for (index,) in connection.execute("SELECT name FROM indexes").fetchall():
        rows = connection.execute(f"SELECT key, article, position FROM fingerprints_{index}")  # noqa: S608 - own table
        while part := rows.fetchmany(MIGRATION_ROWS):
            columns = np.array(part, np.int64)
            lot = Lot(columns[:, 0], columns[:, 1], columns[:, 2].astype(np.int32))
            add_segment(connection, index, lot)
        rows.close()
        connection.execute(f"DROP TABLE fingerprints_{index}")
    for statement in statements(_LEAN_ARTICLES):
        connection.execute(statement)


MIGRATIONS = (_FIRST, _pack_fingerprints)
"""Applied in order; `user_version` is how many of them a file has seen. Never edit, only append."""


def migrate(connection: sqlite3.Connection) -> None:
    """Bring a file to the newest schema, all or nothing."""
    connection.execute("BEGIN IMMEDIATE")
    try:
        seen: int = connection.execute("PRAGMA user_version").fetchone()[0]
        for script in MIGRATIONS[seen:]:
            if isinstance(script, str):
                for statement in statements(script):
                    connection.execute(statement)
            else:
                script(connection)
        connection.execute(f"PRAGMA application_id = {APPLICATION_ID}")
        connection.execute(f"PRAGMA user_version = {len(MIGRATIONS)}")
        connection.execute("COMMIT")
    except BaseException:
        connection.execute("ROLLBACK")
        raise


def statements(script: str) -> list[str]:
    """The statements of a script; `executescript` would commit between them.

    >>> statements("CREATE TABLE a (b); CREATE TABLE c (d);")
    ['CREATE TABLE a (b);', 'CREATE TABLE c (d);']
    """
    found, begun = [], ""
    for piece in script.split(";")[:-1]:
        begun += piece + ";"
        if sqlite3.complete_statement(begun):
            found.append(begun.strip())
            begun = ""
    return found
