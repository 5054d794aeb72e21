"""menurut: where does a news story come from?

    from menurut import Archive, investigate, read_article

    with Archive.open("archive.db") as archive:
        dossier = investigate(read_article("suspicious.html"), archive)

The verbs are the stages; the nouns are frozen records. What is not in `__all__` may change on any
day. docs/glossary.md defines the words. A name is imported when it is first used: compiled code and
tables take most of a second to load, and one verb needs few of them.
"""

import importlib
import sys
import types
import typing

if typing.TYPE_CHECKING:
    from menurut.archive import Archive
    from menurut.attribute import AttributeSettings, find_attributions
    from menurut.check import Query, find_fact_checks, read_fact_checks
    from menurut.errors import MenurutError
    from menurut.investigate import (
        InvestigateSettings,
        add_articles,
        find_passages,
        investigate,
        trace_articles,
    )
    from menurut.model import (
        Article,
        Attributed,
        Attribution,
        CheckRun,
        Dossier,
        Drift,
        Edge,
        FactCheck,
        Lineage,
        Problem,
        Reuse,
        Span,
    )
    from menurut.read import ReadSettings, detect_language, read_article, read_articles
    from menurut.report import read_dossier, render_html, render_json, render_terminal
    from menurut.reuse import ReuseSettings, find_reuse
    from menurut.trace import trace_lineage

__all__ = [
    "Archive",
    "Article",
    "AttributeSettings",
    "Attributed",
    "Attribution",
    "CheckRun",
    "Dossier",
    "Drift",
    "Edge",
    "FactCheck",
    "InvestigateSettings",
    "Lineage",
    "MenurutError",
    "Problem",
    "Query",
    "ReadSettings",
    "Reuse",
    "ReuseSettings",
    "Span",
    "add_articles",
    "detect_language",
    "find_attributions",
    "find_fact_checks",
    "find_passages",
    "find_reuse",
    "investigate",
    "read_article",
    "read_articles",
    "read_dossier",
    "read_fact_checks",
    "render_html",
    "render_json",
    "render_terminal",
    "trace_articles",
    "trace_lineage",
]

_HOMES = {
    "menurut.archive": ("Archive",),
    "menurut.attribute": (
        "AttributeSettings",
        "find_attributions",
    ),
    "menurut.check": (
        "Query",
        "find_fact_checks",
        "read_fact_checks",
    ),
    "menurut.errors": ("MenurutError",),
    "menurut.investigate": (
        "InvestigateSettings",
        "add_articles",
        "find_passages",
        "investigate",
        "trace_articles",
    ),
    "menurut.model": (
        "Article",
        "Attributed",
        "Attribution",
        "CheckRun",
        "Dossier",
        "Drift",
        "Edge",
        "FactCheck",
        "Lineage",
        "Problem",
        "Reuse",
        "Span",
    ),
    "menurut.read": (
        "ReadSettings",
        "detect_language",
        "read_article",
        "read_articles",
    ),
    "menurut.report": (
        "read_dossier",
        "render_html",
        "render_json",
        "render_terminal",
    ),
    "menurut.reuse": (
        "ReuseSettings",
        "find_reuse",
    ),
    "menurut.trace": ("trace_lineage",),
}
"""The module that each public name comes from; the imports above say the same to type checkers."""
_HOME_OF = {name: home for home, names in _HOMES.items() for name in names}


def __getattr__(name: str) -> object:
    """Import a public name when it is first asked for (PEP 562)."""
    if name not in _HOME_OF:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    found: object = getattr(importlib.import_module(_HOME_OF[name]), name)
    globals()[name] = found
    return found


def __dir__() -> list[str]:
    return sorted({*globals(), *__all__})


class _Package(types.ModuleType):
    """Keeps the verb `investigate` from being hidden by the module that it stands in.

    Importing a submodule binds it to its name in the package, whoever imports it and when.
    """

    def __setattr__(self, name: str, value: object) -> None:
        if name == "investigate" and isinstance(value, types.ModuleType):
            value = value.investigate
        super().__setattr__(name, value)


sys.modules[__name__].__class__ = _Package
