"""What a page holds and nobody sees: left out, since it may be written for machines alone, and counted."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from itertools import islice
from typing import cast

from lxml import etree

from research_assistant.adapters.extract.styles import Style, colour, hides, hiding_rules, style_of

FEWEST_WORDS = 4
"""Hidden passages of fewer words are not counted: so few cannot be quoted, and pictures have labels."""

_NEVER = frozenset(("html", "body", "head"))
"""Scripts show the page as a whole once it is drawn."""
_NOT_SHOWN = frozenset(("template", "noscript", "datalist"))
_CHROME = frozenset(("nav", "header", "footer", "form", "aside", "dialog", "button", "select", *_NOT_SHOWN))
_CHROME_ROLES = frozenset(("alert", "alertdialog", "banner", "dialog", "menu", "navigation", "search", "tooltip"))
_UNREAD = (
    *("script", "svg", "img", "picture", "source", "video", "audio", "track", "canvas", "object", "param", "iframe"),
    *("map", "area", "link", "meta", "input"),
)
_CANVAS = "#ffffff"
_LONGEST_ATTRIBUTE = 10_000
_MOST_INSIDE = 1_000
"""Elements inside one in the colour of its ground that are looked at for a ground of their own."""


def leave_out_unread(root: etree._Element) -> None:
    """Take scripts, pictures and the like from the tree: none of their words are text, and all who walk it are faster.

    Style sheets stay, since they tell what is hidden.
    """
    etree.strip_elements(root, *_UNREAD, with_tail=False)


def leave_out_hidden(root: etree._Element) -> int:
    """Take what is hidden from the tree; return how many passages that were.

    Hidden is what an element says so of (`hidden`, `aria-hidden`), what its own style or a plain rule of the page's own
    style sheets makes invisible (not displayed, transparent, in the colour of its background, too small to read, off
    the screen), and what a browser does not show (templates, `noscript`). Sheets that lie elsewhere are not read.
    Menus, dialogs and forms that wait to be opened are left out uncounted.
    """
    look = _Look(hiding_rules(root))
    hidden: list[etree._Element] = []
    events = etree.iterwalk(root, events=("start",))
    for _, element in events:
        if look.is_hidden(element):
            hidden.append(element)
            events.skip_subtree()
    return sum([_take_out(element) for element in hidden])


def limits_of_hidden(count: int, what: str) -> Iterator[str]:
    """Yield what is said of passages that were left out of `what`, if there were any."""
    if count:
        passages = "1 passage is" if count == 1 else f"{count} passages are"
        yield f"{passages} hidden from readers of {what} and left out."


@dataclass(slots=True)
class _Look:
    """How the page looks.

    Attributes:
        rules: Classes and ids that style sheets hide.
        grounds: The backgrounds of elements, where they were asked for; empty where one cannot be told.
    """

    rules: frozenset[str]
    grounds: dict[etree._Element, str] = field(default_factory=dict)

    def is_hidden(self, element: etree._Element) -> bool:
        """Tell whether the element is hidden by itself, whatever it stands in."""
        attributes = _attributes(element)
        if element.tag in _NEVER:
            return False
        if element.tag in _NOT_SHOWN or "hidden" in attributes or attributes.get("aria-hidden") == "true":
            return True
        if self.rules and self._is_hidden_by_rule(attributes):
            return True
        style = _style(attributes)
        if style and hides(style):
            return True
        ink = style.get("color") or attributes.get("color", "")
        return bool(ink) and self._is_in_the_colour_of_its_ground(element, colour(ink.lower()))

    def _is_hidden_by_rule(self, attributes: Mapping[str, str]) -> bool:
        if f"#{attributes.get('id')}" in self.rules:
            return True
        return any(f".{name}" in self.rules for name in attributes.get("class", "")[:_LONGEST_ATTRIBUTE].split())

    def _is_in_the_colour_of_its_ground(self, element: etree._Element, ink: str) -> bool:
        if not ink or ink != self._ground(element):
            return False
        return not any("background" in style for style in _styles(element))

    def _ground(self, element: etree._Element) -> str:
        on_the_same: list[etree._Element] = []
        ground = _CANVAS
        for around in (element, *element.iterancestors()):
            if around in self.grounds:
                ground = self.grounds[around]
                break
            on_the_same.append(around)
            if told := _own_ground(_attributes(around)):
                ground = colour(told)
                break
        self.grounds.update(dict.fromkeys(on_the_same, ground))
        return ground


def _attributes(element: etree._Element) -> Mapping[str, str]:
    # All at once: to ask for one after the other takes longer.
    return dict(cast("list[tuple[str, str]]", element.items()))


def _style(attributes: Mapping[str, str]) -> Style:
    return style_of(attributes["style"][:_LONGEST_ATTRIBUTE]) if "style" in attributes else {}


def _own_ground(attributes: Mapping[str, str]) -> str:
    style = _style(attributes)
    return style.get("background-color") or style.get("background") or attributes.get("bgcolor", "").lower()


def _styles(element: etree._Element) -> list[str]:
    return [child.get("style") or "" for child in islice(element.iterdescendants("*"), _MOST_INSIDE)]


def _take_out(element: etree._Element) -> bool:
    """Leave an empty element behind; tell whether what is taken out counts."""
    words = " ".join(str(piece) for piece in element.itertext()).split()
    is_chrome = element.tag in _CHROME or element.get("role") in _CHROME_ROLES
    is_counted = len(words) >= FEWEST_WORDS and not is_chrome and not _is_in_chrome(element.getparent())
    del element[:]
    element.attrib.clear()
    element.tag, element.text = "span", None
    return is_counted


def _is_in_chrome(element: etree._Element | None) -> bool:
    return element is not None and any(each.tag in _CHROME for each in (element, *element.iterancestors()))
