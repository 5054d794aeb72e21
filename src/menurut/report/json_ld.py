"""JSON-LD as text that may stand anywhere, also inside a page of somebody else's.

Fact-checkers paste such markup into a `<script>` of their own site. A title that contains
"</script>" must not end it there: the characters that could are written as JSON escapes, which
every reader of JSON turns back into themselves.
"""

from __future__ import annotations

from typing import Any

import msgspec

from menurut.report.dossier_json import without_surrogates

_ESCAPED = {ord(c): f"\\u{ord(c):04x}" for c in "<>&\u2028\u2029"}


def write_json_ld(document: Any) -> str:
    r"""A document as indented JSON, safe inside a page; lone surrogates become U+FFFD.

    >>> print(write_json_ld({"name": "</script>"}))
    {
      "name": "\u003c/script\u003e"
    }
    <BLANKLINE>
    """
    encoded = msgspec.json.encode(without_surrogates(document))
    return msgspec.json.format(encoded, indent=2).decode().translate(_ESCAPED) + "\n"
