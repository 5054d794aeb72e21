"""Quotes and reported speech: who says what, through whom, how surely.

    find_attributions(article) -> Attributed

The idea and the weaknesses of each step stand in its module: page (tokens, quotations),
cascade (which rung finds what), phrases, contents, labels, sources, antecedents, chains.
"""

from menurut.attribute.find import AttributeSettings, enrich, find_attributions
from menurut.attribute.findings import Finding

__all__ = ["AttributeSettings", "Finding", "enrich", "find_attributions"]
