"""How each stretch of a page is drawn: size, weight, direction, colour, whether it can be seen at all."""

import ctypes
import math
import re
from typing import NamedTuple

import pypdfium2.raw as pdfium

_INVISIBLE = (pdfium.FPDF_TEXTRENDERMODE_INVISIBLE, pdfium.FPDF_TEXTRENDERMODE_CLIP)
_WHITE = 250  # of 255: what nobody can tell from paper
_FORCE_BOLD = 1 << 18
_BOLD = 600
_BOLD_NAME = re.compile(r"bold|black|heavy|demi|bx\d|-medi(?!um)|[-,]bd|semibd")

# Some files draw each word by itself: plain addresses cross into C at half the cost of typed pointers.
_ADDRESS, _BYTE = ctypes.c_void_p, ctypes.POINTER(ctypes.c_uint)
_object_at = ctypes.cast(pdfium.FPDFText_GetTextObject, ctypes.CFUNCTYPE(_ADDRESS, _ADDRESS, ctypes.c_int))
_mode_of = ctypes.cast(pdfium.FPDFTextObj_GetTextRenderMode, ctypes.CFUNCTYPE(ctypes.c_int, _ADDRESS))
_font_of = ctypes.cast(pdfium.FPDFTextObj_GetFont, ctypes.CFUNCTYPE(_ADDRESS, _ADDRESS))
_fill_of = ctypes.cast(
    pdfium.FPDFPageObj_GetFillColor, ctypes.CFUNCTYPE(ctypes.c_int, _ADDRESS, _BYTE, _BYTE, _BYTE, _BYTE)
)


class Style(NamedTuple):
    """How one stretch of text is drawn.

    Attributes:
        size: Of the letters, in points as they are shown.
        direction: Quarter turns against the clock from a text that runs to the right.
        baseline: The line on which it stands, in the frame of its reader.
        bold: Whether the font says so.
        drawn: Whether anything is drawn: text over a scan is there for searching only.
        white: Whether it is as white as paper, or lets all light through.
        is_leaning: Whether it runs at a slant, as watermarks do.
    """

    size: float
    direction: int
    baseline: float
    bold: bool
    drawn: bool
    white: bool
    is_leaning: bool


class Styles:
    """The styles of one text page, each asked for once."""

    def __init__(self, page: ctypes.c_void_p, edges: tuple[float, float, float, float]) -> None:
        self._page = page
        self._address = ctypes.cast(page, ctypes.c_void_p)
        self._edges = edges
        self._known: dict[int, Style] = {}
        self._fonts: dict[int, bool] = {}
        # Where pdfium puts its answers; made once, since making them costs more than asking.
        self._matrix = pdfium.FS_MATRIX()
        self._x, self._y = ctypes.c_double(), ctypes.c_double()
        self._channels = tuple(ctypes.c_uint() for _ in range(4))

    def of(self, place: int) -> Style | None:
        """Return the style of the character at this place; nothing for one that pdfium put in itself."""
        return self._style(_object_at(self._address, place), place)

    def of_word(self, first: int, last: int) -> tuple[Style | None, bool]:
        """Return the style of a word's first character, and whether the last one has the same."""
        address = _object_at(self._address, first)
        is_same = first == last or address == _object_at(self._address, last)
        return self._style(address, first), is_same

    def _style(self, address: int | None, place: int) -> Style | None:
        if not address:
            return None
        style = self._known.get(address)
        if style is None:
            style = self._known[address] = self._read(address, place)
        return style

    def _read(self, address: int, place: int) -> Style:
        matrix, x, y = self._matrix, self._x, self._y
        pdfium.FPDFText_GetMatrix(self._page, place, matrix)
        size = pdfium.FPDFText_GetFontSize(self._page, place) * (math.hypot(matrix.c, matrix.d) or 1.0)
        angle = math.atan2(matrix.b, matrix.a) / (math.pi / 2)
        direction = round(angle) % 4
        pdfium.FPDFText_GetCharOrigin(self._page, place, x, y)
        left, bottom, right, top = self._edges
        baseline = (top - y.value, x.value - left, y.value - bottom, right - x.value)[direction]
        red, green, blue, alpha = self._channels
        is_told = _fill_of(address, red, green, blue, alpha)
        is_white = min(red.value, green.value, blue.value) >= _WHITE or alpha.value == 0
        return Style(
            size=max(abs(size), 0.01),
            direction=direction,
            baseline=baseline,
            bold=self._is_bold(_font_of(address)),
            drawn=_mode_of(address) not in _INVISIBLE,
            white=bool(is_told) and is_white,
            is_leaning=abs(angle - round(angle)) > 0.1,
        )

    def _is_bold(self, address: int | None) -> bool:
        key = address or 0
        if key not in self._fonts:
            font = ctypes.cast(key, pdfium.FPDF_FONT)
            name = ctypes.create_string_buffer(128)
            pdfium.FPDFFont_GetBaseFontName(font, name, 128)
            flags = pdfium.FPDFFont_GetFlags(font)
            words = name.value.decode("latin-1").lower()
            self._fonts[key] = (
                pdfium.FPDFFont_GetWeight(font) >= _BOLD
                or (flags > 0 and bool(flags & _FORCE_BOLD))
                or _BOLD_NAME.search(words) is not None
            )
        return self._fonts[key]
