"""Whether two texts are one text in two copies: whatever such copies say is said once."""

import re

from rapidfuzz import fuzz

from research_assistant.kit.fold import Fold, is_unspaced

SHINGLE = 5
"""Words that are compared in a row: texts on one subject share few such rows, copies share most."""

MOSTLY = 0.5
"""Share of the shorter text's rows of words from which it is a copy: readers of other formats lose or break some."""

LEAST_SHINGLES = 20
"""A text with fewer rows of words is too short to be told from one that cites it."""

ALIKE = 95.0
"""Least likeness of two quotes (normalised edit ratio, 100 for equal) that differ by a slip of reading or printing."""

LEAST_LETTERS = 40
"""Shorter quotes are one only where they are equal: in these a slip is as long as a word that tells."""

_WORD = re.compile(r"[^\W_]+")
_NUMBER = re.compile(r"\d+")


def same_words(one: str, other: str) -> bool:
    """Tell whether two quotes are the same words, whatever their case, punctuation, spacing and slips of reading.

    Quotes with different numbers are never the same.
    """
    first, second = "".join(_words(one)), "".join(_words(other))
    if first == second:
        return True
    if min(len(first), len(second)) < LEAST_LETTERS or _NUMBER.findall(first) != _NUMBER.findall(second):
        return False
    return fuzz.ratio(first, second) >= ALIKE


def shingles(text: str) -> frozenset[int]:
    """Return the hashes of all rows of `SHINGLE` words; they can be compared within one process only."""
    words = [part for word in _words(text) for part in (word if is_unspaced(word[0]) else (word,))]
    return frozenset(hash(tuple(words[start : start + SHINGLE])) for start in range(len(words) - SHINGLE + 1))


def are_copies(one: frozenset[int], other: frozenset[int]) -> bool:
    """Tell whether two texts, given by their `shingles`, are copies: the shorter one stands mostly in the other."""
    shorter = min(len(one), len(other))
    return shorter >= LEAST_SHINGLES and len(one & other) / shorter >= MOSTLY


def _words(text: str) -> list[str]:
    return _WORD.findall(Fold(text).key.casefold())
