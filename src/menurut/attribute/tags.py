"""From the tagger's scores to spans: who is linked to what.

In: for each word of a window scores of seven tags (nothing, begin and inside of source, cue and
content) and link vectors. Out: `Triple`s in word numbers. Idea: the best chain of tags gives
cues, sources and fragments of contents; each fragment goes to the cue that its words point at,
each cue to the source that it points at or to none. Weakness: every word has one tag, so a
statement inside another's content is told only as part of it.
"""

from __future__ import annotations

from collections import defaultdict

import msgspec
import numpy as np
import numpy.typing as npt

Floats = npt.NDArray[np.float32]

SOURCE, CUE, CONTENT = 0, 1, 2
TAGS = 7
"""0: nothing; 1 + 2 * role: begin; 2 + 2 * role: inside."""

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


def best_chain(tags: Floats, chain: Chain) -> npt.NDArray[np.int64]:
    """The most probable tags of a window (Viterbi)."""
    count = len(tags)
    back = np.zeros((count, TAGS), dtype=np.int64)
    best = tags[0] + chain.starts
    moves = np.ascontiguousarray(chain.moves.T)
    columns = np.arange(TAGS)
    for word in range(1, count):
        ways = moves + best
        came = ways.argmax(axis=1)
        back[word] = came
        best = ways[columns, came] + tags[word]
    path = np.zeros(count, dtype=np.int64)
    path[-1] = int(best.argmax())
    for word in range(count - 1, 0, -1):
        path[word - 1] = back[word, path[word]]
    return path


def _logsum(x: Floats) -> Floats:
    top = x.max(axis=1)
    total: Floats = top + np.log(np.exp(x - top[:, None]).sum(axis=1))
    return total


def probabilities(tags: Floats, chain: Chain) -> Floats:
    """For each word the probability of each tag, over all chains (forward-backward)."""
    count = len(tags)
    ahead, behind = np.zeros_like(tags), np.zeros_like(tags)
    ahead[0] = tags[0] + chain.starts
    moves = np.ascontiguousarray(chain.moves.T)
    for word in range(1, count):
        ahead[word] = _logsum(moves + ahead[word - 1]) + tags[word]
    for word in range(count - 2, -1, -1):
        behind[word] = _logsum(chain.moves + (behind[word + 1] + tags[word + 1]))
    total = ahead + behind
    total -= total.max(axis=1, keepdims=True)
    result: Floats = np.exp(total)
    result /= result.sum(axis=1, keepdims=True)
    return result


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


def link_contents(scores: Scores, contents: list[Range], cues: list[Range]) -> dict[int, list[tuple[Range, float]]]:
    """Fragments by the first word of the cue that they point at, with the mean probability."""
    linked: dict[int, list[tuple[Range, float]]] = defaultdict(list)
    heads = np.array([cue[0] for cue in cues], dtype=np.int64)
    for first, last in contents:
        asks = scores.content_asks[first:last]
        if len(heads):
            near = _softmax(asks @ scores.cue_answers[heads + 1].T)
            mean = np.log(near + 1e-6).mean(axis=0)
            best = int(mean.argmax())
            linked[int(heads[best])].append(((first, last), float(np.exp(mean[best]))))
    return linked


def link_source(scores: Scores, cue: int, sources: list[Range]) -> tuple[Range | None, float]:
    """The source that a cue points at, or none, with the probability."""
    heads = np.array([-1, *(source[0] for source in sources)], dtype=np.int64)
    chances = _softmax(scores.source_answers[heads + 1] @ scores.cue_asks[cue])
    best = int(chances.argmax())
    return (sources[best - 1] if best else None), float(chances[best])


def find_triples(scores: Scores, chain: Chain, core: int = 0) -> list[Triple]:
    """All attributions of a window whose cue stands at word `core` or later."""
    path = best_chain(scores.tags, chain)
    sources, cues, contents = segments(path)
    linked = link_contents(scores, contents, cues)
    if not linked:
        return []
    chances = probabilities(scores.tags, chain)
    triples = []
    for cue in cues:
        mine = linked.get(cue[0])
        if cue[0] < core or not mine:
            continue
        source, sure = link_source(scores, cue[0], sources)
        content = tuple(fragment for fragment, _ in mine)
        inside = np.concatenate([chances[a:b, 5:].sum(axis=1) for a, b in content])
        evidence = (
            float(chances[cue[0], 3]),
            float(inside.mean()),
            float(np.mean([p for _, p in mine])),
            sure,
            float(source is not None),
        )
        triples.append(Triple(source=source, cue=cue, content=content, evidence=evidence))
    return triples
