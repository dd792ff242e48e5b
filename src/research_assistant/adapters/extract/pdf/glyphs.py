"""Characters as they are meant: ligatures taken apart, raised and lowered figures written as such."""

import re
import unicodedata

_RAISED = str.maketrans("0123456789+-−=()ni", "⁰¹²³⁴⁵⁶⁷⁸⁹⁺⁻⁻⁼⁽⁾ⁿⁱ")
_LOWERED = str.maketrans("0123456789+-−=()ni", "₀₁₂₃₄₅₆₇₈₉₊₋₋₌₍₎ₙᵢ")
_MARKS = str.maketrans("abcdefghijklmnoprstuvwxyz", "ᵃᵇᶜᵈᵉᶠᵍʰⁱʲᵏˡᵐⁿᵒᵖʳˢᵗᵘᵛʷˣʸᶻ")
_FIGURES = re.compile(r"(?=.*[0-9+\-−=()])[0-9ni+\-−=(),.;–\ufffe]+|[ni]")
_FEW_LETTERS = re.compile(r"[a-z](?:,[a-z])*,?")

ACCENTS = dict(
    zip("¨´`ˆ˜ˇ˘¯˙˚˝¸˛", "\u0308\u0301\u0300\u0302\u0303\u030c\u0306\u0304\u0307\u030a\u030b\u0327\u0328", strict=True)
)
"""Accents that some fonts draw as signs of their own, and the marks that Unicode has for them."""

_DOTTED = {"ı": "i", "ȷ": "j"}

_MEANT = {
    **{code: unicodedata.normalize("NFKC", chr(code)) for code in range(0xFB00, 0xFB07)},  # ligatures of Latin letters
    **{code: unicodedata.normalize("NFKC", chr(code)) for code in range(0xFB50, 0xFDC8)},  # shapes of Arabic letters
    **{code: unicodedata.normalize("NFKC", chr(code)) for code in range(0xFE80, 0xFEFD)},
    **dict.fromkeys((0xAD, 0x200B, 0xFEFF, 0x2060)),  # invisible
    **dict.fromkeys((0xF0B7, 0xF0A7, 0xF06E, 0xF0D8, 0xF076), "•"),  # bullets of fonts that have signs for letters
    # Fonts without a map of their signs, in the code page that Windows has for Western languages.
    **{code: bytes([code]).decode("cp1252", "ignore") or None for code in range(0x80, 0xA0)},
    0xFFFF: None,
}
_UNMEANT = re.compile("[\x00-\x08\x0e-\x1f\x7f-\x9f\ud800-\udfff\ue000-\uf8ff\uffff]")


def plain(text: str) -> str:
    """Return `text` without ligatures, invisible signs and signs that no one but its font knows; NFC."""
    if text.isascii() and text.isprintable():
        return text
    return unicodedata.normalize("NFC", _UNMEANT.sub("", text.translate(_MEANT)))


def accented(accent: str, letter: str) -> str:
    """Return the letter that an accent over it makes; nothing where there is none, as over `x`."""
    made = unicodedata.normalize("NFC", _DOTTED.get(letter, letter) + ACCENTS[accent])
    return made if len(made) == 1 else ""


def raised(text: str, before: str) -> str:
    """Return `text`, which stands raised behind `before`, so that it is not taken for a part of it.

    Figures are written with the signs of Unicode. So are the single letters that follow a name as marks; the letters of
    `1st` are not.
    """
    if _FIGURES.fullmatch(text):
        return text.translate(_RAISED)
    if before[-1:].isalpha() and _FEW_LETTERS.fullmatch(text):
        return text.translate(_MARKS)
    return text


def lowered(text: str, before: str) -> str:
    """Return `text`, which stands lowered behind `before`, with the signs of Unicode where they are figures."""
    return text.translate(_LOWERED) if before and _FIGURES.fullmatch(text) and text not in {"n", "i"} else text
