"""Whether two records tell of one work: what they have in common, and what speaks against it."""

from rapidfuzz import fuzz

from research_assistant.domain.likeness import REGISTERS, WORDS_THAT_TELL, Likeness, Person

EQUAL, CLOSE, NEAR = 97.0, 90.0, 80.0
"""Least likeness of two titles (normalised edit ratio, 100 for equal): spelling; a word; a label or half a subtitle."""

_PERIODICAL = frozenset(("j", "journal", "magazine", "trans", "transactions"))


def shared_name(one: Likeness, other: Likeness) -> str:
    """Return a name that both have in a register, as `scheme:value`; empty where there is none."""
    for scheme in sorted(one.names.keys() & other.names.keys(), key=_rank):
        if both := one.names[scheme] & other.names[scheme]:
            return f"{scheme}:{min(both)}"
    return ""


def set_apart(one: Likeness, other: Likeness) -> bool:
    """Tell whether a register has two names for them: whatever their titles, they are two works."""
    if one.published and other.published and one.published.isdisjoint(other.published):
        return True
    names = ((one.names.get(scheme), other.names.get(scheme)) for scheme in REGISTERS if scheme != "doi")
    return any(here and there and here.isdisjoint(there) for here, there in names)


def same_text(one: Likeness, other: Likeness) -> tuple[float, str] | None:
    """Return how alike the titles of two records are and in words why they are one work; nothing where they are not."""
    if not one.title or not other.title or one.notices != other.notices or not _near_in_time(one, other):
        return None
    if one.numbers != other.numbers and one.squeezed != other.squeezed:
        return None
    if (one.recurs or other.recurs) and not _same_issue(one, other):
        return None
    ratio = max(fuzz.ratio(one.title, other.title), fuzz.ratio(one.bare, other.bare))
    if _without_subtitle(one, other) or _without_subtitle(other, one):
        ratio = max(ratio, NEAR)
    if (
        ratio < NEAR
        or (least := _least_title(one, other)) is None
        or ratio < least
        or (one.squeezed != other.squeezed and _other_words(one, other))
    ):
        return None
    authors = "same authors" if one.authors and other.authors else "authors not given"
    return ratio, f"titles {ratio:.0f} % alike, {authors}, {_years(one, other)}"


def agreement(one: Likeness, other: Likeness) -> tuple[float, float]:
    """Return which part of the shorter and of the longer list of authors stands in the other one."""
    shorter, longer = sorted((one.authors, other.authors), key=len)
    if not shorter:
        return 0.0, 0.0
    left = list(longer)
    for person in shorter:
        match = next((each for each in left if _same_person(person, each)), None)
        if match is not None:
            left.remove(match)
    both = len(longer) - len(left)
    return both / len(shorter), both / len(longer)


def _same_issue(one: Likeness, other: Likeness) -> bool:
    """Tell whether two records of what comes back in every issue are of one: by the place, or by several authors."""
    if one.place == other.place and one.place[0]:
        return True
    return min(len(one.authors), len(other.authors)) > 1 and agreement(one, other)[1] == 1


def _near_in_time(one: Likeness, other: Likeness) -> bool:
    """Tell whether the years can be those of one work: a preprint comes early, and print a year after the web."""
    gap = _gap(one, other)
    if one.is_preprint != other.is_preprint:
        return gap is None or gap <= 2
    return not gap or (gap == 1 and (not one.venue or not other.venue or _same_venue(one.venue, other.venue)))


def _same_venue(one: tuple[str, ...], other: tuple[str, ...]) -> bool:
    """Tell whether every word of the shorter name begins or abbreviates one of the longer name, in order.

    A conference is not the journal that is named after it.
    """
    if _PERIODICAL.isdisjoint(one) != _PERIODICAL.isdisjoint(other):
        return False
    shorter, longer = sorted((one, other), key=len)
    left = iter(longer)
    return all(any(each.startswith(word) or word.startswith(each) for each in left) for word in shorter)


def _least_title(one: Likeness, other: Likeness) -> float | None:
    """Return how alike the titles must be, given authors and years; nothing where these speak against it."""
    gap = _gap(one, other)
    tell = one.tells and other.tells
    if not one.authors or not other.authors:
        return EQUAL if tell and not gap else None
    of_shorter, of_longer = agreement(one, other)
    if gap == 0 and tell and of_shorter >= 0.5:
        return NEAR if of_longer >= 0.5 else CLOSE
    # The same people may give a short title to two works, but hardly to a preprint and to what is published next.
    is_next = one.is_preprint != other.is_preprint and of_longer == 1 and len(one.authors) > 1
    return EQUAL if of_longer >= 0.5 and (tell or gap == 0 or is_next) else None


def _without_subtitle(one: Likeness, other: Likeness) -> bool:
    return one.main == one.bare == other.main and len(one.main.split()) >= WORDS_THAT_TELL


def _other_words(one: Likeness, other: Likeness) -> bool:
    """Tell whether each title has a word that the other lacks in any spelling: "… in mice" is not "… in rats"."""
    here, there = one.spelt - other.spelt, other.spelt - one.spelt
    return any(not _spelt_in(word, there) for word in here) and any(not _spelt_in(word, here) for word in there)


def _spelt_in(word: str, words: frozenset[str]) -> bool:
    return any(fuzz.ratio(word, each) >= 70 for each in words)


def _gap(one: Likeness, other: Likeness) -> int | None:
    if one.work.year is None or other.work.year is None:
        return None
    return abs(one.work.year - other.work.year)


def _years(one: Likeness, other: Likeness) -> str:
    match _gap(one, other):
        case None:
            return "a year unknown"
        case 0:
            return "same year"
        case _:
            return f"years {one.work.year} and {other.work.year}"


def _same_person(one: Person, other: Person) -> bool:
    if one.family & other.family or fuzz.ratio(" ".join(sorted(one.family)), " ".join(sorted(other.family))) >= 85:
        return True
    return fuzz.token_set_ratio(one.whole, other.whole) >= 95


def _rank(scheme: str) -> tuple[int, str]:
    return (REGISTERS.index(scheme) if scheme in REGISTERS else len(REGISTERS)), scheme
