"""Dossier → terminal, JSON, CSV, HTML, PROV, Web Annotation."""

from __future__ import annotations

from menurut.report.dossier_json import read_dossier, render_json
from menurut.report.page import render_html
from menurut.report.tables import render_csv
from menurut.report.terminal import render_terminal

__all__ = ["read_dossier", "render_csv", "render_html", "render_json", "render_terminal"]
