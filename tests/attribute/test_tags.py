import itertools

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from menurut.attribute.tags import (
    TAGS,
    Chain,
    Scores,
    best_chains,
    find_triples,
    probabilities,
    segments,
)


def random_scores(seed, words):
    rng = np.random.default_rng(seed)
    tags = rng.normal(size=(words, TAGS)).astype(np.float32)
    chain = Chain(
        moves=rng.normal(size=(TAGS, TAGS)).astype(np.float32),
        starts=rng.normal(size=TAGS).astype(np.float32),
    )
    return tags, chain


def padding():
    """A longer window beside the one looked at."""
    return random_scores(7, 6)[0]


def all_chains(tags, chain):
    for path in itertools.product(range(TAGS), repeat=len(tags)):
        score = chain.starts[path[0]] + sum(tags[w, t] for w, t in enumerate(path))
        score += sum(chain.moves[a, b] for a, b in itertools.pairwise(path))
        yield path, float(score)


@given(st.integers(0, 200), st.integers(1, 4))
@settings(max_examples=20, deadline=None)
def test_best_chain_is_the_best_of_all_chains(seed, words):
    tags, chain = random_scores(seed, words)
    expected = max(all_chains(tags, chain), key=lambda pair: pair[1])[0]

    assert expected == tuple(best_chains([padding(), tags], chain)[1].tolist())


@given(st.integers(0, 200), st.integers(1, 4))
@settings(max_examples=20, deadline=None)
def test_probabilities_are_those_of_all_chains(seed, words):
    tags, chain = random_scores(seed, words)
    expected = np.zeros((words, TAGS))
    for path, score in all_chains(tags, chain):
        expected[range(words), path] += np.exp(score)
    expected /= expected.sum(axis=1, keepdims=True)

    assert np.allclose(expected, probabilities([padding(), tags], chain)[1], atol=1e-4)


def test_probabilities_of_a_long_window_stay_numbers():
    tags, chain = random_scores(1, 2000)

    assert np.isfinite(probabilities([tags * 30], chain)[0]).all()


@given(st.lists(st.integers(0, TAGS - 1), max_size=30))
def test_segments_cover_each_tagged_word_once(path):
    covered = sorted(
        word
        for ranges in segments(np.array(path, dtype=np.int64))
        for first, last in ranges
        for word in range(first, last)
    )

    assert [word for word, tag in enumerate(path) if tag] == covered


def scores_of(words, links, sources):
    """Scores that say these tags, links of words to cues and of cues to sources outright."""
    tags = np.full((len(words), TAGS), -9, dtype=np.float32)
    tags[range(len(words)), words] = 9
    size = len(words) + 1
    answers = 9 * np.eye(size, dtype=np.float32)
    asks = np.zeros((len(words), size), dtype=np.float32)
    cue_asks = np.zeros_like(asks)
    for word, cue in links.items():
        asks[word, cue + 1] = 3
    for cue, source in sources.items():
        cue_asks[cue, source + 1] = 3
    return Scores(
        tags=tags,
        content_asks=asks,
        cue_answers=answers,
        cue_asks=cue_asks,
        source_answers=answers,
    )


FLAT = Chain(moves=np.zeros((TAGS, TAGS), np.float32), starts=np.zeros(TAGS, np.float32))


def test_a_content_in_two_fragments_goes_to_the_one_cue_between_them():
    # "A b , said C , d": content, source and cue in the middle, content
    scores = scores_of([5, 6, 0, 3, 1, 0, 5], {0: 3, 1: 3, 6: 3}, {3: 4})
    ((triple,),) = find_triples([scores], FLAT)

    assert ((0, 2), (6, 7)) == triple.content
    assert (3, 4) == triple.cue
    assert (4, 5) == triple.source


def test_a_source_may_have_two_cues_and_a_cue_no_source():
    scores = scores_of([1, 3, 5, 0, 3, 5, 0, 3, 5], {2: 1, 5: 4, 8: 7}, {1: 0, 4: 0, 7: -1})

    assert [(0, 1), (0, 1), None] == [t.source for t in find_triples([scores], FLAT)[0]]


def test_a_fragment_that_points_at_an_untagged_word_makes_it_a_cue():
    scores = scores_of([1, 0, 5, 6], {2: 1, 3: 1}, {1: 0})
    ((triple,),) = find_triples([scores], FLAT)

    assert (1, 2) == triple.cue


def test_a_fragment_that_points_at_nothing_is_left_out():
    scores = scores_of([1, 3, 5, 0, 5], {2: 1, 4: -1}, {1: 0})
    ((triple,),) = find_triples([scores], FLAT)

    assert ((2, 3),) == triple.content


def test_no_windows_have_no_triples():
    assert [] == find_triples([], FLAT)
