"""The ways to fail.

    MenurutError
    ├── InputError            a file, a line or an address that cannot be read
    │   └── TooLargeError     ... because it is larger than the limits allow
    ├── UsageError            options or arguments that do not go together
    ├── ArchiveError          the archive cannot be opened, or is not one
    │   └── NotInArchiveError it has no such article, fact-check or index
    ├── KnowledgeError        a language pack or an outlet list that does not fit its schema
    ├── EngineError           DuckDB or Spark refused a query (the query is in the message)
    └── MissingPartError      an optional part (a model, Spark, Java) is not installed

Every message has three parts: what failed, where, and what to do now. At the doors
a `MenurutError` is one line on stderr; a traceback is our bug. Trouble in one article
of a thousand is not an exception but a `menurut.model.Problem` in the result.
"""

from __future__ import annotations


class MenurutError(Exception):
    """Base of all errors that menurut raises on purpose."""

    exit_code = 2


class InputError(MenurutError):
    """A file, a line or an address cannot be read."""


class TooLargeError(InputError):
    """An input is larger than the limits allow."""


class UsageError(MenurutError):
    """Options or arguments do not go together."""


class ArchiveError(MenurutError):
    """The archive cannot be opened, written, or is not an archive."""


class NotInArchiveError(ArchiveError):
    """The archive does not hold what was asked for."""


class KnowledgeError(MenurutError):
    """A language pack or an outlet list does not fit its schema."""


class EngineError(MenurutError):
    """An engine (DuckDB, Spark) refused a query; the message carries the query."""


class MissingPartError(MenurutError):
    """An optional part is not installed; the message says how to install it."""
