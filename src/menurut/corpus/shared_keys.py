"""Which fingerprints of a collection may stand in it more than once, in two bits for each.

In: the keys of all texts, lot by lot; then keys. Out: which of them to keep. A key that stands
once links nothing, and five of six do. Keys fall into slots; a slot remembers whether one key came,
and whether another came after it. So no key that stands twice is lost, and of the others one in ten
stays because it shares its slot.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from menurut.reuse.compiled import Bools, Int64s, Uint32s, compiled

SLOTS_AN_ARTICLE = 4096
"""A text of 5 KB has 350 fingerprints."""
FEWEST_BITS, MOST_BITS = 20, 30
"""Size of the table in bits of a key: at most two times 128 MB."""


class SharedKeys:
    """Count all keys first, then ask.

    >>> shared = SharedKeys(1)
    >>> shared.count(np.array([7, 8]))
    >>> shared.count(np.array([8, 9]))
    >>> shared.among(np.array([7, 8, 9])).tolist()
    [False, True, False]
    """

    def __init__(self, articles: int) -> None:
        bits = (SLOTS_AN_ARTICLE * articles).bit_length()
        size = 1 << (min(MOST_BITS, max(FEWEST_BITS, bits)) - 5)
        self._once = np.zeros(size, np.uint32)
        self._again = np.zeros(size, np.uint32)

    def count(self, keys: NDArray[np.int64]) -> None:
        """Note that these keys stand somewhere."""
        _note(np.ascontiguousarray(keys), self._once, self._again)

    def among(self, keys: NDArray[np.int64]) -> NDArray[np.bool_]:
        """Which of some keys may stand more than once."""
        found = np.empty(len(keys), np.bool_)
        _mark_again(np.ascontiguousarray(keys), self._again, found)
        return found


@compiled
def _note(keys: Int64s, once: Uint32s, again: Uint32s) -> None:
    """Set the bit of each key in `once`, and in `again` where it was set."""
    mask = 32 * len(once) - 1
    for key in keys:
        slot = key & mask
        bit = np.uint32(1) << np.uint32(slot & 31)
        again[slot >> 5] |= once[slot >> 5] & bit
        once[slot >> 5] |= bit


@compiled
def _mark_again(keys: Int64s, again: Uint32s, found: Bools) -> None:
    """Set `found` for keys whose bit is set in `again`."""
    mask = 32 * len(again) - 1
    for row in range(len(keys)):
        slot = keys[row] & mask
        found[row] = (again[slot >> 5] >> np.uint32(slot & 31)) & np.uint32(1)
