"""The words of one paragraph of a Word document, as they are seen when all changes are accepted."""

from collections import Counter
from itertools import groupby
from operator import itemgetter

from lxml import etree

from research_assistant.adapters.extract.blocks import lowered, raised
from research_assistant.adapters.extract.docx_styles import Styles, W, is_on, numeral, val
from research_assistant.adapters.extract.omml import MATH, equation
from research_assistant.adapters.extract.symbols import symbol

CHOICES = "{http://schemas.openxmlformats.org/markup-compatibility/2006}AlternateContent"
BOX = f"{W}txbxContent"
NOTES = {f"{W}footnoteReference": "footnote", f"{W}endnoteReference": "endnote"}
_UNSAID = frozenset(W + name for name in ("pPr", "rPr", "sdtPr", "sdtEndPr", "smartTagPr", "customXmlPr"))
_DELETED = frozenset(W + name for name in ("del", "moveFrom"))
_SIGNS = {f"{W}tab": "\t", f"{W}ptab": "\t", f"{W}br": "\n", f"{W}cr": "\n", f"{W}noBreakHyphen": "\u2011"}


class NoteMarks:
    """What stands for each note in the text: `[1]`, and `[i]` for endnotes where there are footnotes too."""

    def __init__(self, *, has_both: bool) -> None:
        self._has_both = has_both
        self._marks: dict[tuple[str, str], str] = {}
        self._counts: Counter[str] = Counter()

    def of(self, kind: str, name: str) -> str:
        """Return the mark of the note, numbered in the order in which notes of its kind are asked for."""
        if (kind, name) not in self._marks:
            self._counts[kind] += 1
            form = "lowerRoman" if kind == "endnote" and self._has_both else "decimal"
            self._marks[kind, name] = f"[{numeral(self._counts[kind], form)}]"
        return self._marks[kind, name]


class Runs:
    """What a paragraph says, and what hangs on it.

    Attributes:
        notes: Kind (`footnote`, `endnote`) and id of the notes that it refers to, in order.
        boxes: Text boxes that are anchored in it.
        has_hidden: Whether hidden words were left out.
        has_deleted: Whether words were left out that a tracked change deletes.
    """

    def __init__(self, paragraph: etree._Element, styles: Styles, marks: NoteMarks) -> None:
        self._styles = styles
        self._marks = marks
        self._pieces: list[tuple[str, str]] = []  # words, and how they are aligned
        self._fields: list[bool] = []  # of those that are open: whether their result has begun
        self.notes: list[tuple[str, str]] = []
        self.boxes: list[etree._Element] = []
        self.has_hidden = False
        self.has_deleted = False
        self._walk(paragraph)

    def text(self) -> str:
        """Return the words; raised and lowered ones as `raised` and `lowered` write them."""
        told = [""]
        for align, pieces in groupby(self._pieces, key=itemgetter(1)):
            words = "".join(piece for piece, _ in pieces)
            kept = words.strip()
            if kept and align in {"superscript", "subscript"}:
                shown = (raised if align == "superscript" else lowered)(kept, told[-1])
                words = words.replace(kept, shown, 1)
            told.append(words)
        return "".join(told)

    def _walk(self, parent: etree._Element) -> None:
        for child in parent:
            if child.tag == f"{W}r":
                self._run(child)
            elif child.tag in _DELETED:
                self.has_deleted = True
            elif child.tag in {f"{MATH}oMath", f"{MATH}oMathPara"}:
                self._pieces.append((f" {equation(child)} " if child.tag.endswith("Para") else equation(child), ""))
            elif child.tag == CHOICES:
                self._walk(chosen(child))
            elif child.tag not in _UNSAID and not is_placeholder(child):
                self._walk(child)

    def _run(self, run: etree._Element) -> None:
        properties = run.find(f"{W}rPr")
        if properties is not None and properties.find(f"{W}vanish") is not None:
            hidden = is_on(properties, "vanish")
        else:
            hidden = self._styles.named(val(properties, "rStyle")).hides
        align = val(properties, "vertAlign")
        for child in run:
            if child.tag == f"{W}fldChar":
                self._field(child.get(f"{W}fldCharType", ""))
            elif all(self._fields):
                self._piece(child, align, hidden=hidden)

    def _piece(self, child: etree._Element, align: str, *, hidden: bool) -> None:
        tag = child.tag
        if tag in {f"{W}t", f"{W}sym"}:
            font, code = child.get(f"{W}font", ""), child.get(f"{W}char", "")
            self._say(child.text or symbol(font, code), align, hidden=hidden)
        elif tag in _SIGNS:
            self._pieces.append((_SIGNS[tag], ""))
        elif tag in NOTES and not hidden:
            self._note(NOTES[tag], child.get(f"{W}id", ""))
        elif tag == f"{W}ruby":
            for base in child.iterchildren(f"{W}rubyBase"):
                self._walk(base)
        elif tag == CHOICES:
            for part in chosen(child):
                self._piece(part, align, hidden=hidden)
        elif tag not in _UNSAID:
            self._find_boxes(child)

    def _say(self, words: str, align: str, *, hidden: bool) -> None:
        if hidden:
            self.has_hidden = self.has_hidden or bool(words.strip())
        else:
            self._pieces.append((words, align))

    def _note(self, kind: str, name: str) -> None:
        self.notes.append((kind, name))
        self._pieces.append((self._marks.of(kind, name), ""))

    def _field(self, kind: str) -> None:
        if kind == "begin":
            self._fields.append(False)
        elif kind == "separate" and self._fields:
            self._fields[-1] = True
        elif kind == "end" and self._fields:
            self._fields.pop()

    def _find_boxes(self, element: etree._Element) -> None:
        if element.tag == BOX:
            self.boxes.append(element)
            return
        for child in chosen(element) if element.tag == CHOICES else element:
            self._find_boxes(child)


def chosen(choices: etree._Element) -> etree._Element:
    """Return the one of several forms of the same content that is read: the first."""
    return next(iter(choices), choices)


def is_placeholder(element: etree._Element) -> bool:
    """Tell whether the element is a form field that still shows what to write into it."""
    return element.tag == f"{W}sdt" and is_on(element.find(f"{W}sdtPr"), "showingPlcHdr")
