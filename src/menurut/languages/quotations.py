"""Where quotation marks open and close, in any of the languages read here.

In: nothing. Out: one pattern. Weakness: straight marks do not say whether they open or close, so
that one left out turns what follows inside out; »these« are read as closing and opening.
"""

from __future__ import annotations

import re

QUOTATION = re.compile(r"[“„][^”“]*[”“]?|«[^»]*»?|\"[^\"]*\"?|”[^”]*”")
"""A quotation with its marks, opened and perhaps not closed: long ones run over several sentences.

It matches “We saw it as it matches “We saw it”, and "fog"; not 'fog'.
"""
