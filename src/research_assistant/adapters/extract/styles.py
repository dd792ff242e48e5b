"""Whether the style of an element hides its words: what its attribute says, and the page's own plain rules."""

import re
from collections.abc import Iterator, Mapping
from itertools import islice

from lxml import etree

Style = Mapping[str, str]

_COMMENT = re.compile(r"/\*.*?\*/", re.DOTALL)
_TELLING = re.compile(r"display|visib|opacity|font-size|color|indent|position|overflow", re.IGNORECASE)
_PLAIN = re.compile(r"(?:^|,)\s*[a-z]*([.#][\w-]+)\s*(?=,|$)", re.IGNORECASE)
_LONGEST_SHEET = 1_000_000
_MOST_SHEETS = 100

_LENGTH = re.compile(r"(-?\d*\.?\d+)\s*([a-z%]*)")
_PIXELS = {"": 1.0, "px": 1.0, "pt": 4 / 3, "em": 16.0, "rem": 16.0, "%": 0.16, "vw": 10.0, "vh": 10.0}
_SMALLEST_TYPE = 2.0  # pixels: nobody reads what is smaller
_FARTHEST = -900.0  # pixels: beyond the edge of every screen
_NOTHING = re.compile(r"(?:rect\((?:[01](?:px)?[, ]*){4}\)|inset\((?:50|100)%\)|circle\(0)")
_SEE_THROUGH = re.compile(r"transparent|rgba\([^)]*[, ]0(?:\.0*)?\)|#[0-9a-f]{6}00")
_COLOURS = {"white": "#ffffff", "black": "#000000", "rgb(255,255,255)": "#ffffff", "rgb(0,0,0)": "#000000"}


def style_of(told: str | None) -> Style:
    """Return the declarations of a `style` attribute or of a rule: names and values in lower case."""
    pairs = (part.partition(":") for part in (told or "").lower().split(";"))
    return {name.strip(): value.replace("!important", "").strip() for name, _, value in pairs if value}


def hides(style: Style) -> bool:
    """Tell whether `style` makes words invisible whatever stands around them."""
    if style.get("display") == "none" or style.get("visibility") in {"hidden", "collapse"}:
        return True
    if _pixels(style.get("opacity"), 1) <= 0.02 or _pixels(style.get("font-size"), 16) <= _SMALLEST_TYPE:
        return True
    if _SEE_THROUGH.fullmatch(style.get("color", "")) or _pixels(style.get("text-indent"), 0) <= _FARTHEST:
        return True
    if style.get("position") in {"absolute", "fixed"}:
        if any(_pixels(style.get(side), 0) <= _FARTHEST for side in ("left", "top", "right", "bottom")):
            return True
        if _NOTHING.match(style.get("clip", "")) or _NOTHING.match(style.get("clip-path", "")):
            return True
    is_cut = style.get("overflow") == "hidden"
    return is_cut and any(_pixels(style.get(name), 99) <= 1 for name in ("height", "max-height", "width", "max-width"))


def colour(told: str) -> str:
    """Return a colour in one way of writing it; empty for what is no plain colour."""
    told = told.replace(" ", "")
    if re.fullmatch("#[0-9a-f]{3}", told):
        return "#" + "".join(2 * digit for digit in told[1:])
    return _COLOURS.get(told, told if re.fullmatch("#[0-9a-f]{6}|[a-z]+", told) else "")


def hiding_rules(root: etree._Element) -> frozenset[str]:
    """Return the classes (`.x`) and ids (`#x`) that plain rules of the page's own style sheets hide.

    Rules of one class or id alone are read, those for print or for some screens not; a later rule that shows the same
    thing again counts.
    """
    hidden: dict[str, bool] = {}
    for sheet in islice(root.iter("style"), _MOST_SHEETS):
        if sheet.get("media", "all") not in {"all", "screen", ""}:
            continue
        for names, declarations in _rules(_COMMENT.sub(" ", (sheet.text or "")[:_LONGEST_SHEET])):
            style = style_of(declarations)
            is_hidden = hides(style)
            if is_hidden or "display" in style or "visibility" in style:
                hidden.update(dict.fromkeys(names, is_hidden))
    return frozenset(name for name, is_hidden in hidden.items() if is_hidden)


def _rules(sheet: str) -> Iterator[tuple[list[str], str]]:
    """Yield plain selectors with their declarations, from the rules that stand in no group (`@media`)."""
    depth = 0
    for rule in sheet.split("}"):
        opened = rule.count("{")
        if opened == 1 and depth == 0:
            selectors, _, declarations = rule.partition("{")
            names = _PLAIN.findall(selectors.rpartition(";")[2])
            if names and "@" not in selectors and _TELLING.search(declarations):
                yield names, declarations
        depth = max(depth + opened - 1, 0)


def _pixels(told: str | None, otherwise: float) -> float:
    found = _LENGTH.fullmatch(told) if told else None
    return float(found[1]) * _PIXELS.get(found[2], 1.0) if found else otherwise
