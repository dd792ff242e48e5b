"""Text that nobody can see: it is read by programs only, and may be there to mislead them.

Text over a scan that is not drawn is the layer of a text recognition: the picture shows the same words, and it is
read. White text is seen where something dark was drawn beneath it. Whatever else cannot be seen is left out.
"""

import ctypes
from collections.abc import Callable, Iterator, Sequence

import pypdfium2.raw as pdfium

from research_assistant.adapters.extract.pdf.words import Frame, Word

_SMALLEST = 1.0  # points: smaller letters are dots on paper and screen
_DARK = 235  # of 255: less than that is seen beneath white letters
_MOST_GROUNDS = 1_000  # the largest ones: each white word is looked for on each
_THICK = 4.0  # points
_DEEPEST = 6  # forms within forms

Box = tuple[float, float, float, float]


class Cover:
    """What a page draws beside its text; asked for only as far as it is needed."""

    def __init__(self, page: ctypes.c_void_p) -> None:
        self._page = page
        self.count = max(0, pdfium.FPDFPage_CountObjects(page))
        self._pictures: list[Box] | None = None
        self._grounds: list[Box] | None = None

    @property
    def has_picture(self) -> bool:
        """Whether pictures are drawn on the page."""
        return bool(self.pictures)

    @property
    def pictures(self) -> list[Box]:
        """Where pictures are, as left, bottom, right, top."""
        if self._pictures is None:
            self._look()
        return self._pictures or []

    @property
    def grounds(self) -> list[Box]:
        """Where pictures, shadings and filled shapes darker than paper are."""
        if self._grounds is None:
            self._look()
        return self._grounds or []

    def _look(self) -> None:
        self._pictures, self._grounds = [], []
        for kind, drawn in self._drawn():
            if kind == pdfium.FPDF_PAGEOBJ_IMAGE:
                self._pictures.append(_bounds(drawn))
                self._grounds.append(self._pictures[-1])
            elif kind == pdfium.FPDF_PAGEOBJ_SHADING or (kind == pdfium.FPDF_PAGEOBJ_PATH and _is_dark(drawn)):
                self._grounds.append(_bounds(drawn))
            elif kind == pdfium.FPDF_PAGEOBJ_FORM:
                kinds = list(_inside(drawn, _DEEPEST))
                if pdfium.FPDF_PAGEOBJ_IMAGE in kinds:
                    self._pictures.append(_bounds(drawn))
                if {pdfium.FPDF_PAGEOBJ_IMAGE, pdfium.FPDF_PAGEOBJ_PATH, pdfium.FPDF_PAGEOBJ_SHADING} & set(kinds):
                    self._grounds.append(_bounds(drawn))
        self._grounds = sorted(self._grounds, key=_area, reverse=True)[:_MOST_GROUNDS]
        self._pictures = sorted(self._pictures, key=_area, reverse=True)[:_MOST_GROUNDS]

    def _drawn(self) -> Iterator[tuple[int, ctypes.c_void_p]]:
        for place in range(self.count):
            drawn = pdfium.FPDFPage_GetObject(self._page, place)
            yield pdfium.FPDFPageObj_GetType(drawn), drawn


def seen(words: Sequence[Word], frame: Frame, cover: Cover) -> tuple[list[Word], int]:
    """Return the words that can be seen, and how many others there were."""
    sizes = [frame.size(direction) for direction in range(4)]
    kept = [word for word in words if _is_seen(word, frame, sizes[word.style.direction], cover)]
    return kept, len(words) - len(kept)


def _is_seen(word: Word, frame: Frame, size: tuple[float, float], cover: Cover) -> bool:
    style = word.style
    width, height = size
    x, y = (word.left + word.right) / 2, (word.top + word.bottom) / 2
    if not (-1 < x < width + 1 and -1 < y < height + 1) or word.size < _SMALLEST:
        return False
    if not style.drawn:
        return _within(_on_paper(x, y, frame, style.direction), cover.pictures)
    return not style.white or _within(_on_paper(x, y, frame, style.direction), cover.grounds)


def _on_paper(x: float, y: float, frame: Frame, direction: int) -> tuple[float, float]:
    """Return a point in the file's own coordinates."""
    match direction:
        case 0:
            return frame.left + x, frame.top - y
        case 1:
            return frame.left + y, frame.bottom + x
        case 2:
            return frame.right - x, frame.bottom + y
        case _:
            return frame.right - y, frame.top - x


def _within(point: tuple[float, float], boxes: Sequence[Box]) -> bool:
    x, y = point
    return any(left <= x <= right and bottom <= y <= top for left, bottom, right, top in boxes)


def _bounds(drawn: ctypes.c_void_p) -> Box:
    edges = [ctypes.c_float() for _ in range(4)]
    if not pdfium.FPDFPageObj_GetBounds(drawn, *edges):
        return 0.0, 0.0, 0.0, 0.0
    left, bottom, right, top = (edge.value for edge in edges)
    return left, bottom, right, top


def _area(box: Box) -> float:
    left, bottom, right, top = box
    return (right - left) * (top - bottom)


def _is_dark(drawn: ctypes.c_void_p) -> bool:
    filled, stroked, width = ctypes.c_int(), ctypes.c_int(), ctypes.c_float()
    if not pdfium.FPDFPath_GetDrawMode(drawn, filled, stroked):
        return False
    if filled.value != pdfium.FPDF_FILLMODE_NONE and _is_colour_dark(pdfium.FPDFPageObj_GetFillColor, drawn):
        return True
    # A line as thick as letters are high is how some programs draw a bar.
    is_bar = stroked.value and pdfium.FPDFPageObj_GetStrokeWidth(drawn, width) and width.value >= _THICK
    return bool(is_bar) and _is_colour_dark(pdfium.FPDFPageObj_GetStrokeColor, drawn)


def _is_colour_dark(asked: Callable[..., int], drawn: ctypes.c_void_p) -> bool:
    channels = [ctypes.c_uint() for _ in range(4)]
    if not asked(drawn, *channels):
        return True  # a pattern
    red, green, blue, alpha = (channel.value for channel in channels)
    return alpha > 0 and min(red, green, blue) < _DARK


def _inside(form: ctypes.c_void_p, depth: int) -> Iterator[int]:
    for place in range(min(1_000, max(0, pdfium.FPDFFormObj_CountObjects(form)))):
        drawn = pdfium.FPDFFormObj_GetObject(form, place)
        kind = pdfium.FPDFPageObj_GetType(drawn)
        if kind != pdfium.FPDF_PAGEOBJ_FORM:
            yield kind
        elif depth:
            yield from _inside(drawn, depth - 1)
