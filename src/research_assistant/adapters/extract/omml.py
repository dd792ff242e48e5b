"""Equations of Word documents (Office Math, ECMA-376 part 1, 22.1) as one readable line: `a² = (b + c)/(2√x)`."""

import re
from collections.abc import Callable, Iterator

from lxml import etree

from research_assistant.adapters.extract.blocks import lowered, raised

MATH = "{http://schemas.openxmlformats.org/officeDocument/2006/math}"

_ONE_TERM = re.compile(r"[^\W_]+|.", re.DOTALL)
_HAS_RAISED = re.compile(r"[0-9+\-−=()]+")


def equation(element: etree._Element) -> str:
    """Return what an `m:oMath`, or any part of one, says."""
    shape = _SHAPES.get(_name(element))
    return shape(element) if shape else _inside(element)


def _name(element: etree._Element) -> str:
    return str(element.tag).removeprefix(MATH)


def _inside(element: etree._Element) -> str:
    return "".join(equation(child) for child in element if not _name(child).endswith("Pr"))


def _parts(element: etree._Element, name: str) -> Iterator[str]:
    return (_inside(part) for part in element.iterchildren(MATH + name))


def _part(element: etree._Element, name: str) -> str:
    return next(_parts(element, name), "")


def _given(element: etree._Element, properties: str, name: str, default: str) -> str:
    found = element.find(f"{MATH}{properties}/{MATH}{name}")
    return default if found is None else found.get(f"{MATH}val", "")


def _term(text: str) -> str:
    """Return the text so that what is written beside it binds to all of it."""
    return text if _ONE_TERM.fullmatch(text) or re.fullmatch(r"\([^()]*\)", text) else f"({text})"


def _above(text: str) -> str:
    return raised(text) if _HAS_RAISED.fullmatch(text) else f"^{_term(text)}" if text else ""


def _below(text: str) -> str:
    return lowered(text) if _HAS_RAISED.fullmatch(text) else f"_{_term(text)}" if text else ""


def _fraction(element: etree._Element) -> str:
    above, below = _part(element, "num"), _part(element, "den")
    if _given(element, "fPr", "type", "bar") == "noBar":
        return f"({above} choose {below})"
    return f"{_term(above)}/{_term(below)}"


def _scripts(element: etree._Element) -> str:
    return _part(element, "e") + _below(_part(element, "sub")) + _above(_part(element, "sup"))


def _scripts_before(element: etree._Element) -> str:
    return _below(_part(element, "sub")) + _above(_part(element, "sup")) + _part(element, "e")


def _root(element: etree._Element) -> str:
    return f"{raised(_part(element, 'deg'))}√{_term(_part(element, 'e'))}"


def _sum(element: etree._Element) -> str:
    sign = _given(element, "naryPr", "chr", "∫")
    return f"{sign}{_below(_part(element, 'sub'))}{_above(_part(element, 'sup'))} {_part(element, 'e')}"


def _delimited(element: etree._Element) -> str:
    opening, between, closing = (
        _given(element, "dPr", name, default) for name, default in (("begChr", "("), ("sepChr", "|"), ("endChr", ")"))
    )
    return f"{opening}{between.join(_parts(element, 'e'))}{closing}"


def _function(element: etree._Element) -> str:
    argument = _part(element, "e")
    return _part(element, "fName") + ("" if argument.startswith(("(", "[", "{")) else " ") + argument


def _accent(element: etree._Element) -> str:
    return _part(element, "e") + _given(element, "accPr", "chr", "\u0302")


def _rows(element: etree._Element) -> str:
    return "; ".join(_parts(element, "e"))


def _matrix(element: etree._Element) -> str:
    return "; ".join(", ".join(_parts(row, "e")) for row in element.iterchildren(f"{MATH}mr"))


def _text(element: etree._Element) -> str:
    return element.text or ""


_SHAPES: dict[str, Callable[[etree._Element], str]] = {
    "t": _text,
    "f": _fraction,
    "sSub": _scripts,
    "sSup": _scripts,
    "sSubSup": _scripts,
    "sPre": _scripts_before,
    "rad": _root,
    "nary": _sum,
    "d": _delimited,
    "func": _function,
    "acc": _accent,
    "limLow": lambda element: _part(element, "e") + _below(_part(element, "lim")),
    "limUpp": lambda element: _part(element, "e") + _above(_part(element, "lim")),
    "eqArr": _rows,
    "m": _matrix,
}
