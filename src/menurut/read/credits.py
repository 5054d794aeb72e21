"""Which outlet or agency an article itself names as where it has its text from.

In: the text, its language, its own outlet. Out: `Credit`s with the words they stand on.
Rungs from surest to loosest: dateline "(AP) –", credit line "Sumber: Reuters", signature at the
end "(ANTARA)", formula "dilansir dari ...". Agencies and outlets we know come from `outlets/`;
a name we do not know counts only where the words leave no doubt that it is an outlet. Weak:
"menurut Reuters" in the middle of a text may be one source among many; trace weighs that.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache
from itertools import islice
from typing import Literal

from menurut.languages import load_pack
from menurut.languages.reading import ReadingWords
from menurut.model import Article, Credit, Span
from menurut.outlets import find_outlet, find_outlet_by_url, outlet_key

CreditKind = Literal["dateline", "credit-line", "wire", "formula", "byline"]

HEAD_LINES = 3
"""A dateline stands at the start, perhaps below a kicker and a byline."""
HEAD_CHARS = 110
LINE_CHARS = 120
"""A credit line is short."""
TAIL_LINES = 3
MOST_FORMULAS = 500
EDGE_CHARS = 100_000
"""Credit lines are looked for so far from both ends."""
NAME_WORDS = 6

_DATELINE_END = re.compile(r"\s+[-–—]{1,2}\s+|--|\s*[–—]\s*|\)\s*[-:]\s*|/\.?\s*[-–—]?\s")
# The dashes of: "WASHINGTON (Sputnik) – The", "KAIRO, 4 Maret - Reuters", "MOSCOW. /TASS/. The"
_BRACKETED = re.compile(r"[^()\n.:!?]{0,70}?\(([^()\n]{2,40})\)\s*[-–—]{1,2}\s")
# It matches "KOTABAYA, Nov 21 (Harbour Wire) - A bank", not "The ministry. It (the bank) - said".
_AFTER_DASH = re.compile(r"([^.:–—\n]{2,30})([.:–—])")
_PIECE = re.compile(r"[^,;:()/\[\]|–—]+")
_NAME_PIECE = re.compile(r"[^,;/&|()\[\]]+")
_SIGNATURE = re.compile(
    r"[(\[]([^()\[\]\n]{2,50})[)\]]\s*\.?\s*$|\s[-–—/]{1,2}\s*([^\n/–—-]{2,30})$"
)
_LABELLED = r"^[\s(\[*_-]*(?:{labels})\s*[:：]\s*(.+)$"
_TOKEN = re.compile(r"[^\s,;:()\[\]\"“”«»]+")
_DOMAIN = re.compile(
    r"(?:https?://)?(?:www\.)?((?:[a-z0-9-]{1,63}\.){1,4}[a-z]{2,12})(?:/\S*)?$", re.IGNORECASE
)
_POSSESSIVE = re.compile(r"(?:['’]s|['’])?[.'’]*$")
_JOINERS = re.compile(r"\s+(?:dan|and|и|و|/|&)\s+")


def find_credits(article: Article, *, lang: str | None) -> tuple[Credit, ...]:
    r"""The credits of an article, surest first, each name once a kind.

    >>> text = "WASHINGTON (Reuters) - The bridge reopened.\nSource: ANTARA"
    >>> [c.name for c in find_credits(Article(id="a", text=text), lang="en")]
    ['Reuters', 'ANTARA']
    """
    own = _own_keys(article)
    rungs = (
        _datelines(article.text),
        _credit_lines(article.text, lang),
        _signatures(article.text),
        _formulas(article.text, lang),
        _bylines(article.byline),
    )
    found: dict[tuple[str, str], Credit] = {}
    for rung in rungs:
        for credit in rung:
            if outlet_key(credit.name) not in own:
                found.setdefault((credit.kind, outlet_key(credit.name)), credit)
    return tuple(found.values())


def wire_of(found: tuple[Credit, ...]) -> str | None:
    """The agency that the credits name as the text's origin; a mere "menurut AFP" names none.

    >>> wire_of((Credit(name="Reuters", kind="dateline"),))
    'Reuters'
    """
    for credit in found:
        outlet = find_outlet(credit.name)
        if credit.kind != "formula" and outlet is not None and outlet.kind == "agency":
            return outlet.name
    return None


def _own_keys(article: Article) -> frozenset[str]:
    names = [article.outlet] if article.outlet else []
    found = [find_outlet(name) for name in names]
    if article.url:
        found.append(find_outlet_by_url(article.url))
    names.extend(outlet.name for outlet in found if outlet)
    return frozenset(outlet_key(name) for name in names)


def _datelines(text: str) -> Iterator[Credit]:
    for start, line in _lines(text)[:HEAD_LINES]:
        bracketed = _BRACKETED.match(line[: HEAD_CHARS + 60])
        if bracketed:
            yield from _bracketed_names(bracketed, start)
        end = _DATELINE_END.search(line[:HEAD_CHARS])
        if end is None:
            continue
        yield from _known_pieces(line[: end.end()], start, "dateline")
        after = None if bracketed else _AFTER_DASH.match(line, end.end())
        if after:
            sure = _is_name(after[1]) and _shouts(line)
            yield from _one_name(after[1], start + end.end(), sure=sure or _says_agency(after[1]))


def _bracketed_names(bracketed: re.Match[str], start: int) -> Iterator[Credit]:
    """Names in "KOTABAYA, Nov 21 (Harbour Wire) -": nothing but an agency stands there."""
    for piece in re.finditer(r"[^/;,]+", bracketed[1]):
        yield from _one_name(piece[0], start + bracketed.start(1) + piece.start(), sure=True)


def _one_name(words: str, start: int, *, sure: bool) -> Iterator[Credit]:
    name = words.strip(" \t.-*_")
    outlet = find_outlet(name) if name else None
    if outlet or (sure and _may_be_outlet(name) and not any(c.isdigit() for c in name)):
        begin = start + words.index(name)
        spans = (Span(begin, begin + len(name)),)
        yield Credit(name=outlet.name if outlet else name, kind="dateline", spans=spans)


def _is_name(words: str) -> bool:
    return len(words.split()) <= 3 and all(w[0].isupper() for w in words.split())


def _says_agency(words: str) -> bool:
    """Whether words without capitals, as in Arabic, open with "agency" or the like."""
    patterns = None if any(c.isupper() or c.islower() for c in words) else _formula_patterns("ar")
    return patterns is not None and patterns[1].match(words) is not None


def _shouts(line: str) -> bool:
    """Whether a line opens with a place in capitals, as datelines do."""
    first = re.split(r"[\s,]", line.strip(), maxsplit=1)[0]
    return len(first) > 2 and first.isupper()


def _known_pieces(words: str, start: int, kind: CreditKind) -> Iterator[Credit]:
    for piece in _PIECE.finditer(words):
        name = piece[0].strip(" \t.-*_")
        outlet = find_outlet(name) if name else None
        if outlet:
            begin = start + piece.start() + piece[0].index(name)
            yield Credit(name=outlet.name, kind=kind, spans=(Span(begin, begin + len(name)),))


def _credit_lines(text: str, lang: str | None) -> Iterator[Credit]:
    labels = _labels(lang)
    for start, line in _lines(text):
        if len(line) > LINE_CHARS:
            continue
        labelled = labels.match(line) if labels else None
        if labelled:
            yield from _names_in(labelled[1], start + labelled.start(1), "credit-line")
            continue
        bare = line.strip(" \t()[]*_.-–—")
        outlet = find_outlet(bare) if len(bare) > 1 else None
        if outlet and outlet.kind == "agency":
            begin = start + line.index(bare)
            spans = (Span(begin, begin + len(bare)),)
            yield Credit(name=outlet.name, kind="credit-line", spans=spans)


def _names_in(words: str, start: int, kind: CreditKind) -> Iterator[Credit]:
    address = _DOMAIN.match(words.strip())
    if address:
        begin = start + words.index(words.strip())
        yield _address_credit(words.strip(), address[1], begin, kind)
        return
    masked = _JOINERS.sub(
        lambda match: match[0].replace(match[0].strip(), ",").ljust(len(match[0])), words
    )
    for piece in _NAME_PIECE.finditer(masked[:LINE_CHARS]):
        name = piece[0].strip(" \t.*_-")
        outlet = find_outlet(name)
        after_slash = masked[: piece.start()].endswith("/")  # "ANTARA/Rima Salju": a reporter
        if outlet is None and (after_slash or not _may_be_outlet(name)):
            continue
        begin = start + piece.start() + piece[0].index(name)
        spans = (Span(begin, begin + len(name)),)
        yield Credit(name=outlet.name if outlet else name, kind=kind, spans=spans)


def _address_credit(address: str, domain: str, start: int, kind: CreditKind) -> Credit:
    outlet = find_outlet_by_url(address)
    return Credit(
        name=outlet.name if outlet else domain.lower(),
        kind=kind,
        spans=(Span(start, start + len(address)),),
        url=address if "/" in address else None,
    )


def _may_be_outlet(name: str) -> bool:
    words = name.split()
    return bool(words) and len(words) <= NAME_WORDS and not words[0][0].islower() and len(name) > 1


def _signatures(text: str) -> Iterator[Credit]:
    for start, line in reversed(_lines(text)[-TAIL_LINES:]):
        match = _SIGNATURE.search(line[-80:])
        if match is None:
            continue
        group = 1 if match[1] else 2
        offset = start + max(len(line) - 80, 0) + match.start(group)
        yield from _known_pieces(match[group], offset, "wire")


def _formulas(text: str, lang: str | None) -> Iterator[Credit]:
    for code in dict.fromkeys((lang, "en")):
        patterns = _formula_patterns(code)
        if patterns is None:
            continue
        formulas, openers, reprints = patterns
        for match in islice(formulas.finditer(text), MOST_FORMULAS):
            after, opened = match.end(), False
            while (opener := openers.match(text, after)) is not None:
                after, opened = opener.end(), True
            sure = opened or match[1].casefold() in reprints
            credit = _named_at(text, after, sure=sure)
            if credit:
                yield credit


def _named_at(text: str, start: int, *, sure: bool) -> Credit | None:
    """The outlet named from here on: the longest known name, else a run of capitals."""
    line_end = text.find("\n", start)
    window = text[start : min(start + 80, line_end if line_end >= 0 else len(text))]
    tokens = _run_of_tokens(window)
    for size in range(len(tokens), 0, -1):
        name = _POSSESSIVE.sub("", window[tokens[0].start() : tokens[size - 1].end()])
        outlet = find_outlet(name)
        # After "kantor berita", "Suara Laut" is one name, though we know an outlet "Suara".
        if outlet and not (sure and outlet.kind == "outlet" and _goes_on(tokens[size:])):
            begin = start + tokens[0].start()
            spans = (Span(begin, begin + len(name)),)
            return Credit(name=outlet.name, kind="formula", spans=spans)
    return _unknown_name(window, start, tokens) if sure else None


def _goes_on(rest: list[re.Match[str]]) -> bool:
    return bool(rest) and rest[0][0][0].isupper()


def _run_of_tokens(window: str) -> list[re.Match[str]]:
    tokens: list[re.Match[str]] = []
    for token in _TOKEN.finditer(window):
        gap = window[tokens[-1].end() if tokens else 0 : token.start()]
        if gap.strip() or len(tokens) == NAME_WORDS:
            break
        tokens.append(token)
    return tokens


def _unknown_name(window: str, start: int, tokens: list[re.Match[str]]) -> Credit | None:
    if tokens and (domain := _DOMAIN.match(tokens[0][0].rstrip("."))):
        word = tokens[0][0].rstrip(".")
        return _address_credit(word, domain[1], start + tokens[0].start(), "formula")
    run: list[re.Match[str]] = []
    for token in tokens:
        if not token[0][0].isupper():
            break
        run.append(token)
        if token[0].endswith("."):
            break
    if not run:
        return None
    begin, end = run[0].start(), run[-1].end()
    name = _POSSESSIVE.sub("", window[begin:end])
    if len(name) < 2:
        return None
    return Credit(
        name=name, kind="formula", spans=(Span(start + begin, start + begin + len(name)),)
    )


def _bylines(byline: str | None) -> Iterator[Credit]:
    for credit in _known_pieces(byline or "", 0, "byline"):
        yield Credit(name=credit.name, kind="byline")


def _lines(text: str) -> list[tuple[int, str]]:
    """The lines with words on them, and where each starts; of a huge text its two ends."""
    head_end = len(text) if len(text) <= 2 * EDGE_CHARS else text.find("\n", EDGE_CHARS) + 1
    found = _lines_between(text, 0, head_end or len(text))
    if 0 < head_end < len(text):
        tail = max(text.rfind("\n", 0, len(text) - EDGE_CHARS) + 1, head_end)
        found += _lines_between(text, tail, len(text))
    return found


def _lines_between(text: str, start: int, end: int) -> list[tuple[int, str]]:
    found = []
    for line in text[start:end].split("\n"):
        if line.strip():
            found.append((start, line))
        start += len(line) + 1
    return found


@cache
def _reading(lang: str | None) -> ReadingWords | None:
    pack = load_pack(lang)
    return pack.reading if pack else None


def _alternatives(words: tuple[str, ...] | frozenset[str]) -> str:
    return "|".join(re.escape(word) for word in sorted(words, key=lambda w: (-len(w), w)))


@cache
def _labels(lang: str | None) -> re.Pattern[str] | None:
    packs = [_reading(code) for code in dict.fromkeys((lang, "en"))]
    labels = frozenset(label for pack in packs if pack for label in pack.credit_labels)
    if not labels:
        return None
    return re.compile(_LABELLED.format(labels=_alternatives(labels)), re.IGNORECASE)


@cache
def _formula_patterns(
    lang: str | None,
) -> tuple[re.Pattern[str], re.Pattern[str], frozenset[str]] | None:
    pack = _reading(lang)
    if pack is None or not (pack.credit_formulas or pack.reprint_formulas):
        return None
    words = _alternatives(pack.credit_formulas + pack.reprint_formulas)
    openers = _alternatives(pack.name_openers) if pack.name_openers else r"(?!)"
    return (
        re.compile(rf"(?<!\w)({words})(?!\w)\s*[\"“«]?", re.IGNORECASE),
        re.compile(rf"\s*(?:{openers})(?!\w)\s*[\"“«]?", re.IGNORECASE),
        frozenset(word.casefold() for word in pack.reprint_formulas),
    )
