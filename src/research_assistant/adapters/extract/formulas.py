"""Raised and lowered words and formulas of a markup tree as plain text in which no number grows by its exponent."""

from collections.abc import Callable, Mapping

from lxml import etree

from research_assistant.adapters.extract.blocks import lowered, raised, seen

_DEEPEST = 60
"""Elements inside one another: a formula that goes deeper is told by its words alone."""

_SILENT = frozenset(("annotation", "annotation-xml", "mprescripts", "none", "mspace"))
_SPACED = frozenset("= < > ≤ ≥ ≠ ≈ ∼ ~ ≡ ± ∓ × ⋅ + − - → ← ↔ ∈ ∉ ⊂ ⊆ ∪ ∩ ∧ ∨ ∝ ≪ ≫ ⇒ ⇔ ÷ | : ,".split())  # noqa: SIM905
_UNSEEN_SIGNS = "\u2061\u2062\u2063\u2064"  # of application and multiplication
_TRANSPARENT = frozenset(("a", "b", "bold", "em", "font", "i", "italic", "span", "strong", "u", "xref"))
_FARTHEST = 4
_LEAVES = frozenset(("mi", "mn", "mo", "mtext", "ms"))


def set_plain(root: etree._Element) -> None:
    """Make every `sup`, `sub` and `math` in the tree a `span` of plain text."""
    for element in reversed(list(root.iter("sup", "sub", "inf", "math"))):
        before = words_before(element)
        match element.tag:
            case "math":
                words = formula(element)
                apart = before[-1:].isalnum() and words[:1].isalnum()
                _replace(element, f" {words}" if apart else words)
            case "sup":
                _replace(element, raised(seen(_words(element)), before))
            case _:
                _replace(element, lowered(seen(_words(element)), before))


def formula(element: etree._Element, depth: int = 0) -> str:
    """Return a MathML element on one line: `x = (a + b)/(2c)`, `10⁻³`, `∑_(i = 1)^n`.

    Numbers never touch each other.
    """
    name = etree.QName(element).localname
    if depth > _DEEPEST or name in _LEAVES:
        words = seen(" ".join(str(piece) for piece in element.itertext())).strip(_UNSEEN_SIGNS)
        return f" {words} " if name == "mo" and words in _SPACED else words
    parts = [formula(child, depth + 1) for child in _shown(element)]
    if name == "mfenced":
        return f"{element.get('open', '(')}{', '.join(parts)}{element.get('close', ')')}"
    written, count = _FORMS.get(name, (_joined, 0))
    told = written(parts) if count in {0, len(parts)} else _joined(parts)
    return seen(told) if name == "math" else told


def words_before(element: etree._Element) -> str:
    """Return what stands before the element in its line, or the end of it."""
    for _ in range(_FARTHEST):
        sibling, parent = element.getprevious(), element.getparent()
        if sibling is not None:
            return sibling.tail or _words(sibling)[-1:]
        if parent is None or parent.text or parent.tag not in _TRANSPARENT:
            return (parent.text or "") if parent is not None else ""
        element = parent
    return ""


def _shown(element: etree._Element) -> list[etree._Element]:
    return [child for child in element.iterchildren("*") if etree.QName(child).localname not in _SILENT]


def _joined(parts: list[str]) -> str:
    made = ""
    for part in parts:
        made += f" {part}" if made[-1:].isdigit() and part[:1].isdigit() else part
    return made


def _raised(parts: list[str]) -> str:
    return parts[0] + _script(parts[1], raised)


def _lowered(parts: list[str]) -> str:
    return parts[0] + _script(parts[1], lowered)


def _both(parts: list[str]) -> str:
    return parts[0] + _script(parts[1], lowered) + _script(parts[2], raised)


def _script(words: str, way: Callable[[str], str]) -> str:
    """Return an exponent or index as Unicode has it, or behind `^` or `_`."""
    words = words.strip()
    told = way(words.replace(" ", ""))
    if not any(map(_is_plain, told)):
        return told
    return ("^" if way is raised else "_") + (words if len(words) == 1 else f"({words})")


def _is_plain(character: str) -> bool:
    return character.isalnum() and character not in "⁰¹²³⁴⁵⁶⁷⁸⁹₀₁₂₃₄₅₆₇₈₉"


def _bracketed(words: str) -> str:
    words = words.strip()
    return words if words.isalnum() else f"({words})"


def _words(element: etree._Element) -> str:
    return "".join(str(words) for words in element.itertext())


def _replace(element: etree._Element, words: str) -> None:
    del element[:]
    element.tag, element.text = "span", words


_FORMS: Mapping[str, tuple[Callable[[list[str]], str], int]] = {
    "msup": (_raised, 2),
    "mover": (_raised, 2),
    "msub": (_lowered, 2),
    "munder": (_lowered, 2),
    "msubsup": (_both, 3),
    "munderover": (_both, 3),
    "mfrac": (lambda parts: f"{_bracketed(parts[0])}/{_bracketed(parts[1])}", 2),
    "msqrt": (lambda parts: f"√({_joined(parts).strip()})", 0),
    "mroot": (lambda parts: f"{raised(parts[1])}√({parts[0].strip()})", 2),
    "mtable": (lambda parts: "; ".join(part.strip() for part in parts), 0),
    "mtr": (lambda parts: "  ".join(part.strip() for part in parts), 0),
    "semantics": (lambda parts: "".join(parts[:1]), 0),
}
"""How the parts of an element are written, and how many parts that takes; 0 for any number."""
