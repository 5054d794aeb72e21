"""Make hostile HTML harmless before a parser sees it: one pass over the tags, linear time.

In: HTML. Out: HTML with at most so many attributes a tag and so deep a nesting, and a warning
for each thing that was cut; `TooLargeError` when there are too many elements. Needed because
libxml2 drops everything below 256 open elements (an article can be hidden that way) and the
extractors are quadratic in attributes and elements. Weak: it follows nesting as a browser
would only roughly, so a warning about depth may be one level off.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator

import msgspec

from menurut.errors import TooLargeError
from menurut.read.limits import ReadSettings

_OPENING = re.compile(r"<(?:(!--)|(/?)([a-zA-Z][^\s/>]{0,64}))")
_ATTRIBUTE = re.compile(r"[\s/]*+[^\s/>=]++(?:\s*+=\s*+(?:\"[^\"]*+\"|'[^']*+'|[^\s>]*+))?")
_TAG_END = re.compile(r"[^>]*+>?")
VOID = frozenset(
    "area base br col embed hr img input link meta param source track wbr".split()  # noqa: SIM905
)
RAW = frozenset("script style textarea title xmp iframe noembed noframes".split())  # noqa: SIM905
"""Their content is text up to the closing tag."""
SELF_CLOSING = frozenset("p li td th tr dt dd option".split())  # noqa: SIM905
"""A second one directly inside the first closes the first."""
BLOCK = frozenset(
    "div section article p li td tr table ul ol blockquote main aside header footer".split()  # noqa: SIM905
)


class _Tag(msgspec.Struct):
    start: int
    end: int
    name: str
    closing: bool
    cut: int | None = None
    """Where its attributes are cut off, if there are too many."""


def tame_markup(markup: str, where: str, settings: ReadSettings) -> tuple[str, tuple[str, ...]]:
    r"""Harmless HTML and what was cut.

    >>> tame_markup("<p>a</p>", "a.html", ReadSettings())
    ('<p>a</p>', ())
    >>> deep = "<div>" * 3 + "x" + "</div>" * 3
    >>> tame_markup(deep, "a.html", ReadSettings(page_depth=2))
    ('<div><div>\nx\n</div></div>', ('1 elements nested deeper than 2 were flattened',))
    """
    nesting = _Nesting(settings.page_depth)
    pieces: list[str] = []
    position = elements = attributes_cut = 0
    for tag in _tags(markup, settings.tag_attributes):
        elements += not tag.closing
        if elements > settings.page_elements:
            raise TooLargeError(
                f"{where}: over the limit of {settings.page_elements:,} elements. "
                "Save the article alone (reader view of the browser), or its text."
            )
        kept = nesting.close(tag.name) if tag.closing else nesting.open(tag.name)
        if kept and tag.cut is None:
            continue
        pieces.append(markup[position : tag.start])
        if kept:
            attributes_cut += 1
            pieces.append(markup[tag.start : tag.cut] + ">")
        else:
            pieces.append("\n" if tag.name in BLOCK else "")
        position = tag.end
    pieces.append(markup[position:])
    return "".join(pieces), _warnings(nesting.flattened, attributes_cut, settings)


def _warnings(flattened: int, attributes_cut: int, settings: ReadSettings) -> tuple[str, ...]:
    said = []
    if flattened:
        said.append(f"{flattened} elements nested deeper than {settings.page_depth} were flattened")
    if attributes_cut:
        said.append(
            f"{attributes_cut} tags with over {settings.tag_attributes} attributes were cut"
        )
    return tuple(said)


def _tags(markup: str, most_attributes: int) -> Iterator[_Tag]:
    position = 0
    lowered = markup.lower() if len(markup.lower()) == len(markup) else markup
    while (match := _OPENING.search(markup, position)) is not None:
        if match[1]:
            end = markup.find("-->", match.end())
            position = len(markup) if end < 0 else end + 3
            continue
        name, closing = match[3].lower(), bool(match[2])
        cut, end = _attributes_end(markup, match.end(), most_attributes)
        yield _Tag(match.start(), end, name, closing, cut)
        position = end
        if name in RAW and not closing:
            close = lowered.find(f"</{name}", end)
            position = len(markup) if close < 0 else close


def _attributes_end(markup: str, position: int, most: int) -> tuple[int | None, int]:
    count, cut = 0, None
    while (match := _ATTRIBUTE.match(markup, position)) is not None:
        if count == most:
            cut = position
        count += 1
        position = match.end()
    end = _TAG_END.match(markup, position)
    return cut, end.end() if end else len(markup)


class _Nesting:
    """Which elements are open, as far as the limit goes."""

    def __init__(self, limit: int) -> None:
        self.limit = limit
        self.flattened = 0
        self._open: list[str] = []
        self._dropped: Counter[str] = Counter()

    def open(self, name: str) -> bool:
        """Whether the opening tag stays."""
        if name in VOID:
            return True
        if name in SELF_CLOSING and self._open and self._open[-1] == name:
            self._open.pop()
        if len(self._open) >= self.limit:
            self._dropped[name] += 1
            self.flattened += 1
            return False
        self._open.append(name)
        return True

    def close(self, name: str) -> bool:
        """Whether the closing tag stays."""
        if self._dropped[name]:
            self._dropped[name] -= 1
            return False
        if name in self._open:
            while self._open.pop() != name:
                pass
        return True
