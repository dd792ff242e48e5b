"""The story of a Word document: paragraphs, tables, text boxes and notes in the order they are read."""

from collections.abc import Iterator

from lxml import etree

from research_assistant.adapters.extract.blocks import BETWEEN_CELLS, TextBuilder, seen
from research_assistant.adapters.extract.docx_runs import CHOICES, NoteMarks, Runs, chosen, is_placeholder
from research_assistant.adapters.extract.docx_styles import Numbering, Style, Styles, W, val

_PARAGRAPH, _TABLE, _ROW, _CELL = (W + name for name in ("p", "tbl", "tr", "tc"))
_AROUND = frozenset(W + name for name in ("sdt", "sdtContent", "customXml", "ins", "moveTo", "smartTag"))
_LONGEST_HEADING = 300
"""Code points; what is longer and looks like a heading is a paragraph in the wrong style."""


class Story:
    """Adds what a document says to a text, its notes found by kind and id.

    A footnote follows its paragraph or table, a text box the paragraph it is anchored in, endnotes come last.

    Attributes:
        title: What is in the style of a title; empty where nothing is.
        date: What is in the style of a date; empty where nothing is.
        first: The first block that says something.
        has_hidden: Whether hidden words were left out.
        has_deleted: Whether words were left out that a tracked change deletes.
        has_foreign: Whether a file that is embedded to be shown as text was left out.
    """

    def __init__(
        self,
        builder: TextBuilder,
        styles: Styles,
        numbering: Numbering,
        notes: dict[tuple[str, str], etree._Element],
    ) -> None:
        self._builder = builder
        self._styles = styles
        self._numbering = numbering
        self._notes = notes
        self._marks = NoteMarks(has_both=len({kind for kind, _ in notes}) > 1)
        self._waiting: list[tuple[str, str]] = []
        self._last: list[tuple[str, str]] = []
        self._boxes: list[etree._Element] = []
        self._carried = ""
        self.title = ""
        self.date = ""
        self.first = ""
        self.has_hidden = False
        self.has_deleted = False
        self.has_foreign = False

    def read(self, body: etree._Element) -> None:
        """Add all blocks of the body, and its notes."""
        self._blocks(body)
        for kind, name in self._last:
            self._note(kind, name)

    def _blocks(self, container: etree._Element) -> None:
        for block in self._inside(container, _PARAGRAPH, _TABLE):
            if block.tag == _PARAGRAPH:
                self._paragraph(block)
            else:
                self._table(block)
            boxes, self._boxes = self._boxes, []
            for box in boxes:
                self._blocks(box)
            waiting, self._waiting = self._waiting, []
            for kind, name in waiting:
                self._note(kind, name)

    def _inside(self, parent: etree._Element, *tags: str) -> Iterator[etree._Element]:
        for child in parent:
            if child.tag in tags:
                yield child
            elif child.tag == CHOICES:
                yield from self._inside(chosen(child), *tags)
            elif child.tag == f"{W}altChunk":
                self.has_foreign = True
            elif child.tag in _AROUND and not is_placeholder(child):
                yield from self._inside(child, *tags)

    def _paragraph(self, paragraph: etree._Element) -> None:
        style = self._styles.of(paragraph)
        if style.is_contents:
            return
        mark, text = self._said(paragraph, style)
        if paragraph.find(f"{W}pPr/{W}rPr/{W}del") is not None:
            self._carried += text
            return
        text, self._carried = self._carried + text, ""
        if style.is_title and not self.title:
            self.title = seen(text)
            self._builder.heading(1, text)
        elif style.level and len(text) <= _LONGEST_HEADING:
            self._builder.heading(style.level + 1, f"{mark} {text}" if mark not in {"", "-"} and text.strip() else text)
        elif mark:
            self._builder.item(text, mark)
        elif style.is_code:
            self._builder.lines(text)
        else:
            self._builder.paragraph(text)
        if style.is_date:
            self.date = self.date or seen(text)
        self.first = self.first or seen(text)

    def _said(self, paragraph: etree._Element, style: Style) -> tuple[str, str]:
        """Return the mark of the paragraph in its list, empty for none, and its words."""
        runs = Runs(paragraph, self._styles, self._marks)
        self.has_hidden = self.has_hidden or runs.has_hidden
        self.has_deleted = self.has_deleted or runs.has_deleted
        self._boxes += runs.boxes
        for kind, note in runs.notes:
            (self._last if kind == "endnote" else self._waiting).append((kind, note))
        name, level = style.items
        return self._numbering.mark(name, level) if name else "", runs.text()

    def _table(self, table: etree._Element) -> None:
        rows = [row for row in self._inside(table, _ROW) if row.find(f"{W}trPr/{W}del") is None]
        cells = [list(self._inside(row, _CELL)) for row in rows]
        if all(len(row) < 2 for row in cells):
            for row in cells:
                for cell in row:
                    self._blocks(cell)
            return
        for row in cells:
            self._builder.row([words for cell in row for words in self._cell(cell)])

    def _cell(self, cell: etree._Element) -> list[str]:
        """Return the words of a cell, and empty ones for the columns that it reaches over."""
        span = val(cell, "tcPr/gridSpan", "1")
        return [self._flat(cell)] + [""] * (min(int(span), 63) - 1 if span.isdecimal() else 0)

    def _flat(self, container: etree._Element) -> str:
        told: list[str] = []
        for block in self._inside(container, _PARAGRAPH, _TABLE):
            if block.tag == _PARAGRAPH:
                mark, text = self._said(block, self._styles.of(block))
                told.append(f"{mark} {text}" if mark and text.strip() else text)
            else:
                told += [
                    BETWEEN_CELLS.join(self._flat(cell) for cell in self._inside(row, _CELL))
                    for row in self._inside(block, _ROW)
                ]
        return " ".join(told)

    def _note(self, kind: str, name: str) -> None:
        # Taken out, so that a note that refers to itself is told once.
        note = self._notes.pop((kind, name), None)
        if note is not None:
            words = [
                self._said(paragraph, self._styles.of(paragraph))[1] for paragraph in self._inside(note, _PARAGRAPH)
            ]
            told = [each for each in words if each.strip()]
            if told:
                self._builder.item(told[0], self._marks.of(kind, name))
            for each in told[1:]:
                self._builder.paragraph(each)
