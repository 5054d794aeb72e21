"""bytes → Article.

In: files, folders, globs, standard input, and addresses where fetching was asked for. Out:
articles in the order they were found, and a `Problem` for whatever could not be read. Formats:
HTML, plain text, JSONL, CSV, RSS and Atom, ninjs, WARC. What an article says of its own origin
(wire credits, JSON-LD, feeds, datelines) is kept as evidence; nothing is judged here.
"""

from menurut.read.enrichment import enrich_article
from menurut.read.files import read_article, read_articles
from menurut.read.language import detect_language
from menurut.read.limits import ReadSettings

__all__ = ["ReadSettings", "detect_language", "enrich_article", "read_article", "read_articles"]
