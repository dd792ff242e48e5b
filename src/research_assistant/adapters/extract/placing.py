"""Where the blocks of one text stand in another that has more of them, and more words in each.

Runs of words that both texts have once, and in the same order, are certain places; what has none is looked for between
them. So a headline that comes twice is found where its neighbours are.
"""

from bisect import bisect_left
from collections import defaultdict
from collections.abc import Iterator, Sequence

_RUN = 3
"""Words in a row."""
_FARTHEST = 100
"""Blocks that are looked at for words that stand at no certain place."""

Words = tuple[str, ...]


def kept_of(blocks: Sequence[Words], told: Sequence[Words]) -> list[bool]:
    """Tell of each block whether one of the told ones, or most of its runs, stands in it."""
    places = _places(blocks, told)
    found: list[dict[int, int]] = [defaultdict(int) for _ in told]
    covered: dict[int, int] = defaultdict(int)
    for teller, block in places:
        found[teller][block] += 1
        covered[block] += 1
    kept = [2 * covered[at] > len(words) - _RUN for at, words in enumerate(blocks)]
    kept = [is_kept and covered[at] > 0 for at, is_kept in enumerate(kept)]
    for counts in found:
        if counts:
            kept[max(counts, key=lambda block: counts[block])] = True
    _put_uncertain(blocks, told, found, kept)
    return kept


def _places(blocks: Sequence[Words], told: Sequence[Words]) -> list[tuple[int, int]]:
    """Return told blocks with the blocks in which their runs stand, a pair for each run, both in their order."""
    there = _once([[(number, at, word) for at, word in enumerate(words)] for number, words in enumerate(blocks)])
    # A row of a table may be told cell by cell: runs go on from one told block to the next.
    here = _once([[(number, at, word) for number, words in enumerate(told) for at, word in enumerate(words)]])
    pairs = sorted((here[run], there[run]) for run in here.keys() & there.keys())
    chain = _rising([place for _, place in pairs])
    return [(pairs[at][0][0], pairs[at][1][0]) for at in chain]


def _once(texts: Sequence[Sequence[tuple[int, int, str]]]) -> dict[Words, tuple[int, int]]:
    """Return the block and the place in it where each run begins that comes once.

    Args:
        texts: Words that runs may be made of, each with its block and its place there.
    """
    found: dict[Words, tuple[int, int]] = {}
    again: set[Words] = set()
    for words in texts:
        for first, second, third in zip(words, words[1:], words[2:], strict=False):
            run = (first[2], second[2], third[2])
            if run in found:
                again.add(run)
            found[run] = first[:2]
    return {run: place for run, place in found.items() if run not in again}


def _rising(values: Sequence[tuple[int, int]]) -> list[int]:
    """Return where the values of the longest rising sequence stand."""
    ends: list[tuple[int, int]] = []
    at_end: list[int] = []
    before: list[int] = []
    for at, value in enumerate(values):
        length = bisect_left(ends, value)
        before.append(at_end[length - 1] if length else -1)
        if length == len(ends):
            ends.append(value)
            at_end.append(at)
        else:
            ends[length], at_end[length] = value, at
    chain: list[int] = []
    at = at_end[-1] if at_end else -1
    while at >= 0:
        chain.append(at)
        at = before[at]
    return chain[::-1]


def _put_uncertain(
    blocks: Sequence[Words], told: Sequence[Words], found: Sequence[dict[int, int]], kept: list[bool]
) -> None:
    """Keep a block for each told one that has no certain place: the first that has its words between its neighbours."""
    same: dict[Words, list[int]] = defaultdict(list)
    for at, words in enumerate(blocks):
        same[words].append(at)
    until = [len(blocks) - 1]
    for counts in reversed(found):
        until.append(min(counts, default=until[-1]))
    until.reverse()
    start = 0
    for number, (words, counts) in enumerate(zip(told, found, strict=True)):
        if counts:
            start = max(counts)
        elif words:
            place = next(_standing(blocks, words, same.get(words, ()), start, until[number]), None)
            if place is not None:
                kept[place], start = True, place


def _standing(blocks: Sequence[Words], words: Words, same: Sequence[int], start: int, end: int) -> Iterator[int]:
    whole = bisect_left(same, start)
    if whole < len(same) and same[whole] <= end:
        yield same[whole]
    if len(words) >= _RUN:
        for at in range(start, min(end + 1, start + _FARTHEST)):
            if _holds(blocks[at], words):
                yield at


def _holds(block: Words, words: Words) -> bool:
    return any(block[at : at + len(words)] == words for at in range(len(block) - len(words) + 1))
