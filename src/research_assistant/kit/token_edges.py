"""Where a quote may start and end: never inside a word, a number or a measure.

A stretch of words may be cut where white space stands, and beside punctuation where it cannot belong to the word:
"5 mg" is no quote of "15 mg", "5 mg/kg" or "2.5 mg", "increase" none of "increased", "safe" none of "un-safe".
All offsets are offsets of a fold's key.
"""

import unicodedata

from research_assistant.kit.fold import Fold, is_unspaced

_OPENING = "([{\"'¿¡•■▪"
_CLOSING = ')]}"'
_STOPS = ".!?:;"
_MARKS = "†‡®™"
_LONG_DASHES = "\u2014\u2015\u2e3a\u2e3b"
_GROUPING_SPACES = "\u00a0\u2007\u2008\u2009\u202f"
_UNSPACED_PUNCTUATION = "。、，．：；？！（）「」『』《》【】"


def may_start(fold: Fold, offset: int) -> bool:
    """Tell whether a quote may start with the character at `offset`."""
    key = fold.key
    if offset == 0:
        return True
    before, first = key[offset - 1], key[offset]
    if before == " ":
        return not _is_inside_number(fold, offset - 1)
    hyphen = fold.hyphen_at(offset)
    if hyphen:
        return hyphen[0] in _LONG_DASHES or _is_spaced(hyphen)
    if before == "-":
        return first.isalpha() and fold.written(offset - 1)[0] in _LONG_DASHES
    return _may_follow(key, offset)


def may_end(fold: Fold, offset: int) -> bool:
    """Tell whether a quote may end just before `offset`."""
    key = fold.key
    if offset == len(key):
        return True
    last, after = key[offset - 1], key[offset]
    if after == " ":
        return not _is_inside_number(fold, offset)
    hyphen = fold.hyphen_at(offset)
    if hyphen:
        return hyphen[0] in _LONG_DASHES or (last == "-" and (_is_spaced(hyphen) or not _is_word(key[offset - 2])))
    if after == "-":
        return (last.isalpha() or last in _CLOSING) and fold.written(offset)[0] in _LONG_DASHES
    if last in _STOPS and _is_word(after):
        return _is_sentence_end(key, offset - 1)
    return _may_be_followed_by(key, offset)


def _may_follow(key: str, offset: int) -> bool:
    before, first = key[offset - 1], key[offset]
    if before in _OPENING:
        return not _is_word(key[offset - 2 : offset - 1])
    if before in _STOPS:
        return first.isupper() and _is_sentence_end(key, offset - 1)
    return before in _UNSPACED_PUNCTUATION or is_unspaced(before) or is_unspaced(first)


def _may_be_followed_by(key: str, offset: int) -> bool:
    last, after, beyond = key[offset - 1], key[offset], key[offset + 1 : offset + 2]
    if after == "'":
        return not last.isdigit() and not _is_word(beyond)
    if after in _STOPS or after == ",":
        return not _is_word(beyond) or (after != "," and _is_sentence_end(key, offset))
    if after == "[" or after in _MARKS:
        return not last.isdigit()
    if after in _CLOSING or after in _UNSPACED_PUNCTUATION:
        return True
    return (is_unspaced(after) or is_unspaced(last)) and not unicodedata.combining(after)


def _is_sentence_end(key: str, stop: int) -> bool:
    """Tell whether the stop before a word without a space ends a sentence: "in mice.We", "in mice.12", not "H2A.Z"."""
    before, after = key[max(stop - 2, 0) : stop], key[stop + 1 : stop + 2]
    if after.isdigit() and not after.isdecimal():  # a reference mark
        return True
    ends_word = (before.isalpha() and before.islower() and len(before) == 2) or before[-1:] in tuple(_CLOSING)
    return ends_word and (after.isupper() or after.isdigit())


def _is_inside_number(fold: Fold, space: int) -> bool:
    """Tell whether the space at this offset groups digits, as in "10 000"."""
    before, after = fold.key[max(space - 1, 0) : space], fold.key[space + 1 : space + 2]
    return before.isdigit() and after.isdigit() and fold.written(space)[0] in _GROUPING_SPACES


def _is_spaced(hyphen: str) -> bool:
    return "\n" not in hyphen and any(map(str.isspace, hyphen))


def _is_word(character: str) -> bool:
    return character != "" and (character.isalnum() or character == "_" or unicodedata.category(character)[0] == "M")
