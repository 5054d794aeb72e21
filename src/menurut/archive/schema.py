"""The tables of an archive, and how an older file is brought up to date.

One SQLite file, WAL, foreign keys on. Names are meant to be read in Datasette and in the sqlite3
shell: `articles`, `article_versions`, `fact_checks`, `fingerprints_words`, ... The file carries
menurut's `application_id`; `user_version` counts the migrations it has seen. Every migration runs
in one transaction, so that a killed process leaves the file as it was before or after it.

Each index of an article's passages has a table of its own, made when it is first needed:
`fingerprints_<index>(key, article, position)`, clustered on its key, so that all holders of one
fingerprint lie side by side. `article_fingerprints` keeps the same per article, packed, which is
what makes removing and replacing an article cheap.
"""

from __future__ import annotations

import re
import sqlite3

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

MIGRATIONS = (_FIRST,)
"""Applied in order; `user_version` is how many of them a file has seen. Never edit, only append."""

_INDEX_NAME = re.compile(r"[a-z][a-z0-9_]{0,30}")


def migrate(connection: sqlite3.Connection) -> None:
    """Bring a file to the newest schema, all or nothing."""
    connection.execute("BEGIN IMMEDIATE")
    try:
        seen: int = connection.execute("PRAGMA user_version").fetchone()[0]
        for script in MIGRATIONS[seen:]:
            for statement in statements(script):
                connection.execute(statement)
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


def fingerprint_table(index: str) -> str:
    """The table of one index; the name is checked because it becomes part of SQL.

    >>> fingerprint_table("words")
    'fingerprints_words'
    """
    if not _INDEX_NAME.fullmatch(index):
        raise ValueError(f"index name {index!r}: use small letters, digits and underscores")
    return f"fingerprints_{index}"


def create_fingerprint_table(index: str) -> str:
    """SQL that makes the table of one index."""
    return (
        f"CREATE TABLE IF NOT EXISTS {fingerprint_table(index)} ("
        "key INTEGER NOT NULL, article INTEGER NOT NULL, position INTEGER NOT NULL, "
        "PRIMARY KEY (key, article, position)) WITHOUT ROWID"
    )
