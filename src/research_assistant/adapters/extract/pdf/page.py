"""One page as pdfium gives it: words, size, turn, and whether pictures cover it."""

import ctypes
from dataclasses import dataclass

import pypdfium2
import pypdfium2.raw as pdfium

from research_assistant.adapters.extract.extracted import Unreadable
from research_assistant.adapters.extract.pdf.hidden import Cover, seen
from research_assistant.adapters.extract.pdf.righting import righted
from research_assistant.adapters.extract.pdf.styles import Styles
from research_assistant.adapters.extract.pdf.words import Frame, Word, Words, text_of

MOST_CHARACTERS = 200_000
"""On one page: a large poster has 30,000."""

MOST_DRAWN = 400_000
"""Things drawn on one page: a detailed map has 100,000, and pdfium keeps each in memory."""


@dataclass(frozen=True, slots=True)
class Sheet:
    """What stands on one page.

    Attributes:
        number: From 1.
        frame: The page's edges in the file's own coordinates.
        turn: Quarter turns with the clock by which it is shown.
        words: All that can be read, in the order of drawing; those of the main direction first.
        direction: The direction in which most of it runs.
        asides: Words that run in other directions.
        hidden: How many words nobody can see; they are left out.
        has_picture: Whether it has pictures and no text.
    """

    number: int
    frame: Frame
    turn: int
    words: list[Word]
    direction: int
    asides: list[Word]
    hidden: int
    has_picture: bool

    @property
    def shown(self) -> tuple[float, float]:
        """Width and height as the page is shown, in points."""
        return self.frame.size(self.turn)

    def on_page(self, box: tuple[float, float, float, float], direction: int) -> tuple[float, float, float, float]:
        """Return left, top, right, bottom on the page as it is shown, of a box in the frame of a direction."""
        if direction == self.turn:
            return box
        left, top, right, bottom = box
        width, height = self.frame.size(direction)
        match (direction - self.turn) % 4:
            case 1:
                return top, width - right, bottom, width - left
            case 2:
                return width - right, height - bottom, width - left, height - top
            case _:
                return height - bottom, left, height - top, right


def read_page(document: pypdfium2.PdfDocument, index: int) -> Sheet | None:
    """Return what stands on the page with this index; nothing where the page itself is damaged.

    Raises:
        Unreadable: More stands on it than can be read.
    """
    page = pdfium.FPDF_LoadPage(document.raw, index)
    if not page:
        return None
    try:
        edges = pdfium.FS_RECTF()
        pdfium.FPDF_GetPageBoundingBox(page, edges)
        frame = Frame(edges.left, edges.bottom, edges.right, edges.top)
        turn = max(0, pdfium.FPDFPage_GetRotation(page)) % 4
        cover = Cover(page)
        if cover.count > MOST_DRAWN:
            raise _too_much(index, cover.count, "things drawn on it", MOST_DRAWN)
        text_page = pdfium.FPDFText_LoadPage(page)
        if not text_page:
            return None
        try:
            return _sheet(index, frame, turn, cover, text_page)
        finally:
            pdfium.FPDFText_ClosePage(text_page)
    finally:
        pdfium.FPDF_ClosePage(page)


def _sheet(index: int, frame: Frame, turn: int, cover: Cover, text_page: ctypes.c_void_p) -> Sheet:
    count = pdfium.FPDFText_CountChars(text_page)
    if count > MOST_CHARACTERS:
        raise _too_much(index, count, "characters", MOST_CHARACTERS)
    words: list[Word] = []
    if count > 0:
        styles = Styles(text_page, (frame.left, frame.bottom, frame.right, frame.top))
        reader = Words(text_page, frame, styles)
        text = text_of(text_page, count)
        words = righted(text, reader)
    kept, hidden = seen(words, frame, cover)
    by_direction: dict[int, int] = {}
    for word in kept:
        by_direction[word.style.direction] = by_direction.get(word.style.direction, 0) + len(word.text)
    main = max(by_direction, key=lambda each: by_direction[each], default=turn)
    return Sheet(
        number=index + 1,
        frame=frame,
        turn=turn,
        words=[word for word in kept if word.style.direction == main and not word.style.is_leaning],
        direction=main,
        asides=[word for word in kept if word.style.direction != main or word.style.is_leaning],
        hidden=hidden,
        # To look costs time where much is drawn, and is asked of pages without text only.
        has_picture=not kept and cover.has_picture,
    )


def _too_much(index: int, count: int, of_what: str, most: int) -> Unreadable:
    return Unreadable(
        "too_large",
        f"is too large: page {index + 1} has {count:,} {of_what}, more than {most:,}",
        next_step="Export it with fewer things on a page, or add the text alone.",
    )
