"""Characters of the font Symbol, with which older Word documents write Greek letters and signs, in Unicode."""

import re

# Adobe's encoding of the font, from 0x20 and from 0xA0; what has no character of its own is a space.
_LOW = " !∀#∃%&∋()∗+,−./0123456789:;<=>?≅ΑΒΧΔΕΦΓΗΙϑΚΛΜΝΟΠΘΡΣΤΥςΩΞΨΖ[∴]⊥_\u203eαβχδεφγηιϕκλμνοπθρστυϖωξψζ{|}∼ "
_HIGH = "€ϒ′≤⁄∞ƒ♣♦♥♠↔←↑→↓°±″≥×∝∂•÷≠≡≈…⏐⎯↵ℵℑℜ℘⊗⊕∅∩∪⊃⊇⊄⊂⊆∈∉∠∇®©™∏√⋅¬∧∨⇔⇐⇑⇒⇓◊〈®©™∑⎛⎜⎝⎡⎢⎣⎧⎨⎩⎪ 〉∫⌠⎮⌡⎞⎟⎠⎤⎥⎦⎫⎬⎭ "


def symbol(font: str, code: str) -> str:
    """Return the character that `code`, four hexadecimal digits, shows in `font`; empty where that is not known."""
    if not re.fullmatch(r"[0-9A-Fa-f]{2,4}", code):
        return ""
    point = int(code, 16)
    if not 0xF000 <= point <= 0xF0FF and point > 0xFF:
        return chr(point) if not 0xD800 <= point <= 0xDFFF else ""
    point &= 0xFF
    if font.casefold() != "symbol":
        return ""
    if 0x20 <= point < 0x80:
        return _LOW[point - 0x20]
    return _HIGH[point - 0xA0] if point >= 0xA0 else ""
