"""Sorting inside compiled functions, in place: numba's own way needs memory that these have not.

In: an array and how many of its numbers count. Out: these in order. Shell, "A high-speed sorting
procedure" (CACM 1959): good for the some hundred numbers of one text.
"""

# What compiled functions call has no annotations: numba tells the types itself.
# mypy: disable-error-code="no-untyped-def"
# ruff: noqa: ANN001, ANN201

from __future__ import annotations


def put_in_order(numbers, count):
    """Sort the first `count` numbers.

    >>> numbers = [5, 9, 2, 1]
    >>> put_in_order(numbers, 3)
    >>> numbers
    [2, 5, 9, 1]
    """
    gap = 1
    while gap < count // 3:
        gap = 3 * gap + 1
    while gap:
        for place in range(gap, count):
            number, here = numbers[place], place
            while here >= gap and numbers[here - gap] > number:
                numbers[here] = numbers[here - gap]
                here -= gap
            numbers[here] = number
        gap //= 3
