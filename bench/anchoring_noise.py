"""What happens to words between a page and a copy: type changes, which are sound, and content changes, which are not.

A noise takes a text, the place of a quote in it and a source of chance, and returns what becomes of single code points
(place: replacement), or None where the quote offers nothing to change.
"""

import re
from collections.abc import Callable
from random import Random

from research_assistant.kit.text import Span

Edits = dict[int, str]
Noise = Callable[[str, Span, Random], Edits | None]

_PAGE = 600
_LONG_WORD = r"(?<=[a-z]{3})[a-eghjkm-z](?=[a-z]{3})"  # at letters that no ligature holds
_LIGATURES = {"ffi": "ﬃ", "ffl": "ﬄ", "ff": "ﬀ", "fi": "ﬁ", "fl": "ﬂ"}
_HEADS = ["Smith et al. {}", "{}", "The Journal of Rain and Snow", "Rain {} (1998)\n\n{}", "Page {} of 31", "- {} -"]
_OCR = [("rn", "m"), ("m", "rn"), ("l", "1"), ("1", "l"), ("0", "O"), ("O", "0"), ("e", "c"), ("h", "b"), ("cl", "d")]
_SUPERSCRIPTS = str.maketrans("0123456789", "⁰¹²³⁴⁵⁶⁷⁸⁹")
_OPPOSITES = {"increased": "decreased", "higher": "lower", "lower": "higher", "with": "without", "may": "will"}


def _spots(pattern: str, text: str, place: Span) -> list[re.Match[str]]:
    return list(re.compile(pattern).finditer(text, place.start, place.end))


def _all_of(text: str) -> Span:
    return Span(0, len(text))


def _replaced(spot: re.Match[str], new: str) -> Edits:
    return {spot.start(): new, **dict.fromkeys(range(spot.start() + 1, spot.end()), "")}


def _wrapped(text: str, chance: Random) -> Edits:
    return {spot.start(): "\n" for spot in _spots(" ", text, _all_of(text)) if chance.random() < 0.1}


def _everywhere(pattern: str, change: Callable[[str, Random], str]) -> Noise:
    def noise(text: str, place: Span, chance: Random) -> Edits | None:
        if not _spots(pattern, text, place):
            return None
        edits: Edits = {}
        for spot in _spots(pattern, text, _all_of(text)):
            edits |= _replaced(spot, change(spot.group(), chance))
        return edits

    return noise


def _once(pattern: str, change: Callable[[str, Random], str]) -> Noise:
    """Change one thing inside the quote, so that what is left and right of it is in the quote too."""

    def noise(text: str, place: Span, chance: Random) -> Edits | None:
        spots = _spots(pattern, text, Span(place.start + 1, place.end - 1))
        if not spots:
            return None
        spot = chance.choice(spots)
        return _replaced(spot, change(spot.group(), chance))

    return noise


def _line_end_hyphens(text: str, place: Span, chance: Random) -> Edits | None:
    """Wrap lines; divide a word of the quote and some others, compounds at their hyphen, at the line end."""
    spots = _spots(_LONG_WORD + "|(?<=[a-z])-(?=[a-z])", text, place)
    if not spots:
        return None
    chosen = chance.choice(spots)
    edits = _wrapped(text, chance)
    for spot in [chosen, *_spots(_LONG_WORD, text, _all_of(text))]:
        if spot is chosen or chance.random() < 0.004:
            is_hyphen = spot.group() == "-"
            edits[spot.start()] = "-\n" if is_hyphen else spot.group() + chance.choice(["-\n", "\u2010\n", "\u00ad\n"])
    return edits


def _page_heads(text: str, place: Span, chance: Random) -> Edits | None:
    """Put a head, a page number or both between two lines of the quote, and on other pages of the text."""
    turns = [chance.choice(_spots(" ", text, place)).start()]
    for space in _spots(" ", text, _all_of(text)):
        if all(abs(space.start() - turn) >= _PAGE for turn in turns):
            turns.append(space.start())
    head, number = chance.choice(_HEADS), chance.randint(1, 400)
    edits = _wrapped(text, chance)
    for page, turn in enumerate(sorted(turns), start=number):
        edits[turn] = chance.choice(["\n", "\n\n"]) + head.replace("{}", str(page)) + "\n"
    return edits


def _turning_lines(text: str, place: Span, chance: Random) -> Edits | None:
    """Set words that turn the quote round on a line of their own, again and again."""
    line = chance.choice(["not", "Did not", "Never again", "No", "Not in 12"])
    turns = [chance.choice(_spots(" ", text, place)), *_spots(" ", text, _all_of(text))[:: chance.randint(20, 90)]]
    return {turn.start(): f"\n{line}\n" for turn in turns}


def _lines_of_numbers(text: str, place: Span, chance: Random) -> Edits | None:
    """Set a number on a line of its own within the quote, which belongs to no row of page numbers."""
    return {chance.choice(_spots(" ", text, place)).start(): f"\n{chance.randint(2, 9999)}\n"}


def _together(*noises: Noise) -> Noise:
    """Apply several noises; the first has to find something to change, and wins where two meet."""

    def noise(text: str, place: Span, chance: Random) -> Edits | None:
        edits = noises[0](text, place, chance)
        if edits is None:
            return None
        for other in noises[1:]:
            edits = (other(text, place, chance) or {}) | edits
        return edits

    return noise


def _ocr(text: str, place: Span, chance: Random) -> Edits | None:
    seen, read = chance.choice(_OCR)
    return _once(seen, lambda _, __: read)(text, place, chance)


def _other_digit(digit: str, chance: Random) -> str:
    return chance.choice("0123456789".replace(digit, ""))


def _other_number(number: str, chance: Random) -> str:
    if "." in number:
        return chance.choice(
            [number.replace(".", ""), number.replace(".", ".0"), number[number.index(".") :], number[:-1]]
        )
    return chance.choice(
        [number + number[-1], number[:-1], number[0] + "-\n" + number[1:], number[0] + "\u00ad" + number[1:]]
    )


def _raised(number: str, chance: Random) -> str:
    last = number[-1].translate(_SUPERSCRIPTS)
    return chance.choice([number[:-1] + last, number + chance.choice("²⁸₂"), number[:-1] + " " + number[-1]])


def _other_word(word: str, chance: Random) -> str:
    others = [word + "s", word[:-1], "un" + word, "non-" + word, "rainfall", ""]
    return _OPPOSITES.get(word) or chance.choice(others)


_ligatures = _everywhere("ffi|ffl|ff|fi|fl", lambda letters, _: _LIGATURES[letters])
_spaces = _everywhere(
    " ", lambda _, chance: chance.choice([" ", "\u00a0", "\u2009", "  ", "\n", " \n\n", "\u200b ", "\t"])
)
_dashes = _everywhere("-", lambda _, chance: chance.choice("‐‑‒–—−"))
_quotation_marks = _everywhere("['\"]", lambda mark, chance: chance.choice("‘’′" if mark == "'" else "“”„«»″"))
_invisible = _everywhere(
    _LONG_WORD, lambda letter, chance: letter + chance.choice(["", "", "\u00ad", "\u200b", "\u2060"])
)
_digit = _once(r"\d", _other_digit)

SOUND: dict[str, Noise] = {
    "ligatures": _ligatures,
    "line-end hyphens": _line_end_hyphens,
    "spaces": _spaces,
    "dashes": _dashes,
    "quotation marks": _quotation_marks,
    "invisible characters": _invisible,
    "all of these": _together(_line_end_hyphens, _ligatures, _dashes, _quotation_marks, _spaces, _invisible),
}
SOUND_IN_DOCUMENTS: dict[str, Noise] = {
    "page heads": _page_heads,
    "page heads, all of these": _together(_page_heads, _ligatures, _dashes, _quotation_marks, _invisible),
}
UNSOUND: dict[str, Noise] = {
    "OCR-like": _ocr,
    "another digit": _digit,
    "another digit, other type": _together(_digit, _line_end_hyphens, _ligatures, _dashes, _spaces),
    "another number": _once(r"(?<![\d.])(?:\d+\.\d+|\d{2,})(?![\d.])", _other_number),
    "super- and subscripts": _once(r"(?<![\w.])\d{2,}(?![\w.])", _raised),
    "sign": _once(r"(?<= )\d", lambda digit, chance: chance.choice("-−±<~") + digit),
    "another word": _once(r"(?<![\w-])[a-z]{3,}(?![\w-])", _other_word),
    "negation": _once(
        r"(?<!\b[Nn]o)(?<!\b[Nn]ot) ", lambda _, chance: chance.choice([" not ", " no ", " never ", " non-", " un"])
    ),
}
UNSOUND_IN_DOCUMENTS: dict[str, Noise] = {
    "lines that turn the sense": _turning_lines,
    "lines that are numbers": _lines_of_numbers,
}


def numbers_cut(text: str, place: Span, chance: Random) -> list[tuple[Span, Edits]]:
    """Return parts of the quote that begin or end with a number, each with that number grown on its outer side."""
    cuts: list[tuple[Span, Edits]] = []
    for spot in _spots(r"(?<= )\d+(?= )", text, place):
        before = chance.choice(["1", "0.", "-", "−", "10\u2009", "<", "3–", "1,", "²"])
        after = chance.choice(["1", ".5", "%", "²", "-8", ",000", "\u2009000", "/2", "⁸", "°", "(2)"])
        cuts.append((Span(spot.start(), place.end), {spot.start(): before + text[spot.start()]}))
        cuts.append((Span(place.start, spot.end()), {spot.end() - 1: text[spot.end() - 1] + after}))
    return cuts


def words_cut(text: str, place: Span, chance: Random) -> list[tuple[Span, Edits]]:
    """Return parts of the quote that begin or end inside a word; nothing is changed."""
    spots = _spots(r"(?<=\w)\w", text, place)
    return [
        (part, {})
        for spot in chance.sample(spots, 1)
        for part in (Span(spot.start(), place.end), Span(place.start, spot.start()))
    ]
