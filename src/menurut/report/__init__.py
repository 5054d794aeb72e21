"""Dossier → terminal, JSON, CSV, HTML, PROV."""
