"""Invented texts for the tests of reuse: the same seed gives the same words."""

import random

SYLLABLES = [
    "ba",
    "ka",
    "la",
    "ra",
    "sa",
    "ta",
    "mo",
    "no",
    "pu",
    "ri",
    "su",
    "ti",
    "wa",
    "yo",
    "ke",
    "de",
    "ga",
    "jo",
    "mi",
    "ne",
]


def invented(words, seed):
    """A text of so many invented words; two seeds have next to nothing in common."""
    chance = random.Random(seed)
    made = ["".join(chance.choices(SYLLABLES, k=chance.randint(2, 4))) for _ in range(words)]
    return " ".join(made)


def changed(text, share, seed):
    """The text with a share of its words replaced."""
    chance = random.Random(seed)
    words = text.split()
    return " ".join(invented(1, chance.random()) if chance.random() < share else w for w in words)
