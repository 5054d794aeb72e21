"""Products of rows that are mostly empty are those of whole matrices."""

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from menurut.reuse.sparse_rows import SparseRows, product_of, row_bounds, stacked_rows, turned_rows

WIDTH = 5
TABLES = st.lists(st.lists(st.integers(0, 3), min_size=WIDTH, max_size=WIDTH), max_size=6)


def rows_of(table):
    whole = np.array(table, np.float32).reshape(-1, WIDTH)
    rows, columns = np.nonzero(whole)
    bounds = row_bounds(np.bincount(rows, minlength=len(whole)))
    return whole, SparseRows(bounds, columns.astype(np.int32), whole[rows, columns])


def whole_of(rows, width=WIDTH):
    whole = np.zeros((len(rows.bounds) - 1, width), np.float32)
    whole[rows.row_numbers(), rows.columns] = rows.values
    return whole.tolist()


@given(TABLES, TABLES)
def test_a_product_is_that_of_the_whole_matrices(one, other):
    (first, some), (second, others) = rows_of(one), rows_of(other)

    made = product_of(some, turned_rows(others, WIDTH), len(second))

    assert (first @ second.T).tolist() == whole_of(made, len(second))


@given(TABLES, TABLES, st.randoms())
def test_rows_are_stacked_taken_and_thinned(one, other, random):
    (first, some), (second, others) = rows_of(one), rows_of(other)
    both, stacked = np.vstack([first, second]), stacked_rows([some, others])
    order = np.array(random.sample(range(len(both)), len(both)), np.intp)
    large = stacked.values > 1

    assert both.tolist() == whole_of(stacked)
    assert both[order].tolist() == whole_of(stacked.take(order))
    assert np.where(both > 1, both, 0).tolist() == whole_of(stacked.keep(large))
    assert (both**2).sum(axis=1).tolist() == stacked.squares().tolist()
