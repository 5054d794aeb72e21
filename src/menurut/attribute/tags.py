"""From the tagger's scores to spans: who is linked to what.

In: for each word of a window scores of seven tags (nothing, begin and inside of source, cue and
content) and link vectors. Out: `Triple`s in word numbers. Idea: the best chain of tags gives
cues, sources and fragments of contents; each fragment goes to the cue that its words point at,
each cue to the source that it points at or to none. Weakness: every word has one tag, so a
statement inside another's content is told only as part of it.
"""

from __future__ import annotations

from collections.abc import Sequence

import msgspec
import numpy as np
import numpy.typing as npt

Floats = npt.NDArray[np.float32]

SOURCE, CUE, CONTENT = 0, 1, 2
TAGS = 7
"""0: nothing; 1 + 2 * role: begin; 2 + 2 * role: inside."""

LINK_AT_LEAST = 0.2
"""A fragment's mean probability of pointing at its cue. Set on articles of PolNeAR train held
out of training; higher: fewer wrong fragments, more contents missed."""
NEW_CUE_INSIDE = 0.3
STEPS = 4
"""Words after which chances are made to sum to one again: a word's least is exp(-50) or so, and the
smallest number is exp(-700)."""

Range = tuple[int, int]


class Scores(msgspec.Struct, frozen=True, kw_only=True):
    """What the model says of one window; row 0 of the keys is the window itself ("none")."""

    tags: Floats
    """Words by tags."""
    content_asks: Floats
    cue_answers: Floats
    """Words + 1 rows."""
    cue_asks: Floats
    source_answers: Floats
    """Words + 1 rows."""


class Chain(msgspec.Struct, frozen=True, kw_only=True):
    """How tags follow each other."""

    moves: Floats
    starts: Floats


class Triple(msgspec.Struct, frozen=True, kw_only=True):
    """One attribution in words: half-open ranges, and how sure its parts are."""

    source: Range | None
    cue: Range
    content: tuple[Range, ...]
    evidence: tuple[float, ...]
    """Probabilities of cue, content, link to the cue, source; what `confidence` is made of."""


Path = npt.NDArray[np.int64]


def _side_by_side(windows: Sequence[Floats]) -> tuple[Floats, npt.NDArray[np.bool_]]:
    """Windows filled up to one length, and which words are there."""
    longest = max(len(tags) for tags in windows)
    scores = np.zeros((len(windows), longest, TAGS), dtype=np.float32)
    live = np.zeros((len(windows), longest), dtype=np.bool_)
    for number, tags in enumerate(windows):
        scores[number, : len(tags)] = tags
        live[number, : len(tags)] = True
    return scores, live


def best_chains(windows: Sequence[Floats], chain: Chain) -> list[Path]:
    """The most probable tags of each window (Viterbi, all windows at once)."""
    scores, live = _side_by_side(windows)
    rows, length, _ = scores.shape
    back = np.tile(np.arange(TAGS), (length, rows, 1))
    best = scores[:, 0] + chain.starts
    moves = np.ascontiguousarray(chain.moves.T)
    shortest = min(map(len, windows))
    for word in range(1, length):
        ways = best[:, None, :] + moves
        came, now = ways.argmax(axis=2), ways.max(axis=2) + scores[:, word]
        if word >= shortest:
            here = live[:, word, None]
            came, now = np.where(here, came, back[word]), np.where(here, now, best)
        back[word], best = came, now
    paths = np.zeros((rows, length), dtype=np.int64)
    paths[:, -1] = best.argmax(axis=1)
    numbers = np.arange(rows)
    for word in range(length - 1, 0, -1):
        paths[:, word - 1] = back[word, numbers, paths[:, word]]
    return [path[: len(tags)] for path, tags in zip(paths, windows, strict=True)]


def probabilities(windows: Sequence[Floats], chain: Chain) -> list[Floats]:
    """For each word the probability of each tag, over all chains (forward-backward).

    Every few steps are made to sum to one, so that no product of many words runs out of digits.
    """
    scores, live = _side_by_side(windows)
    seen = np.exp(scores - scores.max(axis=2, keepdims=True)).astype(np.float64)
    moves = np.exp(chain.moves - chain.moves.max()).astype(np.float64)
    ahead, behind = np.empty_like(seen), np.ones_like(seen)
    state = seen[:, 0] * np.exp(chain.starts - chain.starts.max())
    for word in range(seen.shape[1]):
        if word:
            state = (state @ moves) * seen[:, word]
        if word % STEPS == 0:
            state /= state.sum(axis=1, keepdims=True)
        ahead[:, word] = state
    state, shortest = behind[:, -1], min(map(len, windows))
    for word in range(seen.shape[1] - 2, -1, -1):
        state = (state * seen[:, word + 1]) @ moves.T
        if word % STEPS == 0:
            state /= state.sum(axis=1, keepdims=True)
        if word + 1 >= shortest:
            state = np.where(live[:, word + 1, None], state, 1.0)
        behind[:, word] = state
    both = ahead * behind
    both /= both.sum(axis=2, keepdims=True)
    return [
        chances[: len(tags)].astype(np.float32) for chances, tags in zip(both, windows, strict=True)
    ]


def segments(path: npt.NDArray[np.int64]) -> list[list[Range]]:
    """Ranges of each role in a chain of tags.

    >>> segments(np.array([1, 2, 3, 0, 5, 6, 5]))
    [[(0, 2)], [(2, 3)], [(4, 6), (6, 7)]]
    """
    found: list[list[Range]] = [[], [], []]
    tags = path.tolist()
    begin, role = 0, -1
    for word, tag in enumerate([*tags, 0]):
        if role >= 0 and tag != 2 * role + 2:
            found[role].append((begin, word))
            role = -1
        if tag and role < 0:
            begin, role = word, (tag - 1) // 2
    return found


def _softmax(x: Floats) -> Floats:
    result: Floats = np.exp(x - x.max(axis=-1, keepdims=True))
    result /= result.sum(axis=-1, keepdims=True)
    return result


def _new_cue(word: int, chances: Floats) -> Range:
    """A cue that no tag showed but that a content points at, with what goes on inside it."""
    last = word + 1
    while last < len(chances) and chances[last, 2 + 2 * CUE] > NEW_CUE_INSIDE:
        last += 1
    return word, last


def link_contents(
    scores: Scores, contents: list[Range], cues: list[Range], chances: Floats
) -> dict[Range, list[tuple[Range, float]]]:
    """Each fragment under the cue that its words point at, with the mean probability.

    What points at no cue strongly enough points at a word that the tags missed, which then is
    a cue, or at nothing, and is left out: a wrong fragment would spoil another's content.
    """
    linked: dict[Range, list[tuple[Range, float]]] = {cue: [] for cue in cues}
    for first, last in contents:
        to_word = _softmax(scores.content_asks[first:last] @ scores.cue_answers.T).mean(axis=0)[1:]
        best = max(linked, key=lambda cue: float(to_word[cue[0] : cue[1]].sum()), default=None)
        sure = float(to_word[best[0] : best[1]].sum()) if best else 0.0
        if sure < LINK_AT_LEAST:
            word = int(to_word.argmax())
            sure = float(to_word[word])
            if sure < LINK_AT_LEAST or first <= word < last:
                continue
            holding = (cue for cue in linked if cue[0] <= word < cue[1])
            best = next(holding, None) or _new_cue(word, chances)
        if best:
            linked.setdefault(best, []).append(((first, last), sure))
    return linked


def link_source(scores: Scores, cue: int, sources: list[Range]) -> tuple[Range | None, float]:
    """The source that a cue points at, or none, with the probability."""
    heads = np.array([-1, *(source[0] for source in sources)], dtype=np.int64)
    chances = _softmax(scores.source_answers[heads + 1] @ scores.cue_asks[cue])
    best = int(chances.argmax())
    return (sources[best - 1] if best else None), float(chances[best])


def find_triples(windows: Sequence[Scores], chain: Chain) -> list[list[Triple]]:
    """All attributions of each window."""
    if not windows:
        return []
    tags = [scores.tags for scores in windows]
    found = zip(windows, best_chains(tags, chain), probabilities(tags, chain), strict=True)
    return [_triples_of(scores, path, chances) for scores, path, chances in found]


def _triples_of(scores: Scores, path: Path, chances: Floats) -> list[Triple]:
    sources, cues, contents = segments(path)
    linked = link_contents(scores, contents, cues, chances)
    triples = []
    for cue, mine in sorted(linked.items()):
        if not mine:
            continue
        source, sure = link_source(scores, cue[0], sources)
        content = tuple(fragment for fragment, _ in mine)
        inside = np.concatenate([chances[a:b, 1 + 2 * CONTENT :].sum(axis=1) for a, b in content])
        evidence = (
            float(chances[cue[0], 1 + 2 * CUE]),
            float(inside.mean()),
            sum(p for _, p in mine) / len(mine),
            sure,
            float(source is not None),
        )
        triples.append(Triple(source=source, cue=cue, content=content, evidence=evidence))
    return triples
