"""menurut: where does a news story come from?

    from menurut import Archive, investigate, read_article

    with Archive.open("archive.db") as archive:
        dossier = investigate(read_article("suspicious.html"), archive)

The verbs are the stages; the nouns are frozen records. What is not in `__all__` may change on any
day. docs/glossary.md defines the words.
"""

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
