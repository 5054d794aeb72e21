"""Dossier → terminal, HTML, JSON, CSV, GraphML, PROV, Web Annotation, schema.org claims."""

from __future__ import annotations

from menurut.report.annotations import render_annotations
from menurut.report.attributions_text import render_attributed
from menurut.report.claims import render_claim_review, render_claims
from menurut.report.dossier_json import read_dossier, render_json
from menurut.report.formats import form_of, render_file, render_text
from menurut.report.forms import FORMS, Form
from menurut.report.graphml import render_graphml
from menurut.report.page import render_html
from menurut.report.provenance import render_prov
from menurut.report.tables import render_csv
from menurut.report.terminal import render_terminal

__all__ = [
    "FORMS",
    "Form",
    "form_of",
    "read_dossier",
    "render_annotations",
    "render_attributed",
    "render_claim_review",
    "render_claims",
    "render_csv",
    "render_file",
    "render_graphml",
    "render_html",
    "render_json",
    "render_prov",
    "render_terminal",
    "render_text",
]
