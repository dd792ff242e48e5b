"""Keys to cite works by: first author, year, first telling word of the title, as in `kim2014zinc`."""

from collections import Counter
from collections.abc import Callable, Sequence

from research_assistant.domain.likeness import folded
from research_assistant.domain.work import Work
from research_assistant.kit.words import STOP_WORDS


def citation_key(work: Work) -> str:
    """Return the key that the work would have alone: letters and digits only."""
    author = next((folded(name.family or name.literal or name.given) for name in work.authors if str(name)), "")
    words = [word for word in folded(work.title).split() if word not in STOP_WORDS]
    return f"{author.replace(' ', '')}{work.year or ''}{''.join(words[:1])}" or "work"


def citation_keys(
    works: Sequence[Work], taken: Sequence[str] = (), *, key_of: Callable[[Work], str] = citation_key
) -> list[str]:
    """Return a key of its own for each work; the order of the works does not matter.

    Works that would have one key get a letter each, in the order of what they say. A key in `taken` stands for the
    work at its place, where it is the only one; an empty one is none. `key_of` makes the others.
    """
    own = Counter(key for key in taken if key)
    keys = [key if key and own[key] == 1 else "" for key in taken] or [""] * len(works)
    used = {key for key in keys if key}
    wanted = [key_of(work) for work in works]
    often = Counter(wanted)
    last: Counter[str] = Counter()
    for place in sorted((place for place, key in enumerate(keys) if not key), key=lambda place: repr(works[place])):
        base = wanted[place]
        key, number = (base, 0) if often[base] == 1 else ("", last[base])
        while not key or key in used:
            number += 1
            key = f"{base}{_letters(number)}"
        keys[place], last[base] = key, number
        used.add(key)
    return keys


def _letters(number: int) -> str:
    """Return the letters that stand for a number: a, b, and after z, aa."""
    letters = ""
    while number:
        number, place = divmod(number - 1, 26)
        letters = chr(ord("a") + place) + letters
    return letters
