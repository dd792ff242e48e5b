"""What the styles and the numbering of a Word document make of its paragraphs: headings, hidden words, list numbers."""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace

from lxml import etree

W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"

_BODY_LEVEL = 9
_DEEPEST_CHAIN = 20
# Word names its own styles in English in every language; other programs write the name that their user sees.
_HEADING = re.compile(
    r"(?:heading|überschrift|titre|título|titolo|kop|rubrik|overskrift|otsikko|nagłówek|nadpis|címsor|başlık|"
    r"заголовок|επικεφαλίδα|見出し|标题|標題|제목)\s*([1-9])",
    re.IGNORECASE,
)
_CONTENTS = re.compile(r"toc (?:[1-9]|heading)|contents (?:[1-9]|heading)|table of figures", re.IGNORECASE)
_CODE = re.compile(r"source code|code(?: block)?|html preformatted|preformatted text", re.IGNORECASE)
_ROMAN = tuple(
    zip(
        (1000, 900, 500, 400, 100, 90, 50, 40, 10, 9, 5, 4, 1),
        ("m", "cm", "d", "cd", "c", "xc", "l", "xl", "x", "ix", "v", "iv", "i"),
        strict=True,
    )
)


def val(parent: etree._Element | None, path: str, default: str = "") -> str:
    """Return `w:val` of the element at `path` below `parent`, such as `pPr/pStyle`; `default` where it is missing."""
    found = None if parent is None else parent.find("/".join(W + name for name in path.split("/")))
    return default if found is None else found.get(f"{W}val", default)


def is_on(parent: etree._Element | None, name: str) -> bool:
    """Tell whether a property that may also be switched off is there and on."""
    found = None if parent is None else parent.find(W + name)
    return found is not None and found.get(f"{W}val", "true") not in {"0", "false", "off"}


def number(text: str, default: int) -> int:
    """Return a whole number of few digits as the file tells it."""
    return int(text) if re.fullmatch(r"[0-9]{1,6}", text, re.ASCII) else default


@dataclass(frozen=True, slots=True, kw_only=True)
class Style:
    """What a named style, with those it is based on, makes of a paragraph or of words.

    Attributes:
        level: The rank of a heading from 1; 0 for what is none.
        is_title: Whether the paragraph is the document's title.
        is_date: Whether the paragraph is the document's date.
        is_contents: Whether it is a line of a table of contents, which says nothing that is not said again.
        is_code: Whether its lines and indents matter.
        hides: Whether the words are hidden.
        items: Id and level, from 0, of the list that the paragraph is an item of; the id is empty for none.
    """

    level: int
    is_title: bool
    is_date: bool
    is_contents: bool
    is_code: bool
    hides: bool
    items: tuple[str, int]


class Styles:
    """The named styles of a document."""

    def __init__(self, root: etree._Element | None) -> None:
        found = () if root is None else root.iterchildren(f"{W}style")
        self._styles = {style.get(f"{W}styleId", ""): style for style in found}
        self._known: dict[str, Style] = {}
        self._default = next(
            (
                name
                for name, style in self._styles.items()
                if style.get(f"{W}type") == "paragraph" and style.get(f"{W}default") in {"1", "true", "on"}
            ),
            "",
        )

    def named(self, name: str) -> Style:
        """Return the style of this id; one that changes nothing where there is none."""
        if name not in self._known:
            chain = list(self._based(name))
            names = [val(style, "name").strip() for style in chain]
            self._known[name] = Style(
                level=next((level for style in chain if (level := _level(style)) >= 0), 0),
                is_title=any(each.casefold() == "title" for each in names),
                is_date=any(each.casefold() == "date" for each in names),
                is_contents=any(map(_CONTENTS.fullmatch, names)),
                is_code=any(map(_CODE.fullmatch, names)),
                hides=any(is_on(style.find(f"{W}rPr"), "vanish") for style in chain),
                items=next((items for style in chain if (items := _items(style))), ("", 0)),
            )
        return self._known[name]

    def of(self, paragraph: etree._Element) -> Style:
        """Return the style of a paragraph, with what the paragraph itself says of its rank and its list."""
        properties = paragraph.find(f"{W}pPr")
        style = self.named(val(properties, "pStyle", self._default))
        if properties is None or properties.find(f"{W}outlineLvl") is properties.find(f"{W}numPr") is None:
            return style
        own = _level(paragraph)
        return replace(style, level=style.level if own < 0 else own, items=_items(paragraph) or style.items)

    def _based(self, name: str) -> Iterator[etree._Element]:
        for _ in range(_DEEPEST_CHAIN):
            style = self._styles.get(name)
            if style is None:
                return
            yield style
            name = val(style, "basedOn")


def _level(holder: etree._Element) -> int:
    """Return the rank that a style or paragraph tells; 0 for running text, -1 where it tells nothing."""
    if named := _HEADING.fullmatch(val(holder, "name").strip()):
        return int(named[1])
    told = number(val(holder, "pPr/outlineLvl"), -1)
    return (told + 1) % (_BODY_LEVEL + 1) if told >= 0 else -1


def _items(holder: etree._Element) -> tuple[str, int] | None:
    numbering = holder.find(f"{W}pPr/{W}numPr")
    if numbering is None or not (name := val(numbering, "numId")):
        return None
    return "" if name == "0" else name, number(val(numbering, "ilvl"), 0)


class Numbering:
    """The lists of a document, counted as their items come."""

    def __init__(self, root: etree._Element | None) -> None:
        self._levels: dict[str, dict[int, etree._Element]] = {}
        self._abstract: dict[str, str] = {}
        self._starts: dict[tuple[str, int], int] = {}
        self._counts: dict[str, dict[int, int]] = {}
        if root is not None:
            self._read(root)

    def mark(self, name: str, level: int) -> str:
        """Return what stands before the next item at this level of the list: `3.`, `(b)`, or `-` for a bullet."""
        levels = self._levels.get(self._abstract.get(name, ""), {})
        kind = val(levels.get(level), "numFmt", "bullet")
        self._count(name, level, levels)
        if kind == "bullet":
            return "-"
        pattern = val(levels.get(level), "lvlText", f"%{level + 1}.")
        return re.sub(r"%([1-9])", lambda told: self._told(name, int(told[1]) - 1, levels), pattern).strip()

    def _read(self, root: etree._Element) -> None:
        for abstract in root.iterchildren(f"{W}abstractNum"):
            self._levels[abstract.get(f"{W}abstractNumId", "")] = {
                number(level.get(f"{W}ilvl", ""), 0): level for level in abstract.iterchildren(f"{W}lvl")
            }
        for each in root.iterchildren(f"{W}num"):
            name = each.get(f"{W}numId", "")
            self._abstract[name] = val(each, "abstractNumId")
            for override in each.iterchildren(f"{W}lvlOverride"):
                if start := val(override, "startOverride"):
                    self._starts[name, number(override.get(f"{W}ilvl", ""), 0)] = number(start, 1)

    def _count(self, name: str, level: int, levels: Mapping[int, etree._Element]) -> None:
        counts = self._counts.setdefault(self._abstract.get(name, name), {})
        # A list that starts anew does so at its first item, and goes on from there.
        start = self._starts.pop((name, level), None)
        if start is None and level not in counts:
            start = number(val(levels.get(level), "start"), 1)
        counts[level] = counts.get(level, 0) + 1 if start is None else start
        for deeper in [each for each in counts if each > level]:
            del counts[deeper]

    def _told(self, name: str, level: int, levels: Mapping[int, etree._Element]) -> str:
        count = self._counts[self._abstract.get(name, name)].get(level, 1)
        return numeral(count, val(levels.get(level), "numFmt", "decimal"))


def numeral(count: int, form: str) -> str:
    """Return `count` in one of the forms of Word; those that have no letters or Roman numbers are told in digits."""
    match form:
        case "none":
            return ""
        case "decimalZero":
            return f"{count:02}"
        case "lowerLetter" | "upperLetter" if count > 0:
            letters = chr(ord("a") + (count - 1) % 26) * min((count - 1) // 26 + 1, 26)
            return letters.upper() if form == "upperLetter" else letters
        case "lowerRoman" | "upperRoman" if 0 < count < 4000:
            written = ""
            for worth, sign in _ROMAN:
                written += sign * (count // worth)
                count %= worth
            return written.upper() if form == "upperRoman" else written
        case _:
            return str(count)
