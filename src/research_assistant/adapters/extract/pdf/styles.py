"""How each stretch of a page is drawn: size, weight, direction, colour, whether it can be seen at all."""

import ctypes
import math
import re
from dataclasses import dataclass

import pypdfium2.raw as pdfium

_INVISIBLE = (pdfium.FPDF_TEXTRENDERMODE_INVISIBLE, pdfium.FPDF_TEXTRENDERMODE_CLIP)
_WHITE = 250  # of 255: what nobody can tell from paper
_FORCE_BOLD = 1 << 18
_BOLD = 600
_BOLD_NAME = re.compile(r"bold|black|heavy|demi|bx\d|-medi(?!um)|[-,]bd|semibd")

# One crossing into C for each character: a plain address is half as dear as a typed pointer.
_object_at = ctypes.cast(
    pdfium.FPDFText_GetTextObject, ctypes.CFUNCTYPE(ctypes.c_void_p, ctypes.c_void_p, ctypes.c_int)
)


@dataclass(frozen=True, slots=True, eq=False)
class Style:
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
        drawn_as = ctypes.cast(address, pdfium.FPDF_PAGEOBJECT)
        matrix = pdfium.FS_MATRIX()
        pdfium.FPDFText_GetMatrix(self._page, place, matrix)
        size = pdfium.FPDFText_GetFontSize(self._page, place) * (math.hypot(matrix.c, matrix.d) or 1.0)
        angle = math.atan2(matrix.b, matrix.a) / (math.pi / 2)
        direction = round(angle) % 4
        x, y = ctypes.c_double(), ctypes.c_double()
        pdfium.FPDFText_GetCharOrigin(self._page, place, x, y)
        left, bottom, right, top = self._edges
        baseline = (top - y.value, x.value - left, y.value - bottom, right - x.value)[direction]
        channels = [ctypes.c_uint() for _ in range(4)]
        is_told = pdfium.FPDFPageObj_GetFillColor(drawn_as, *channels)
        red, green, blue, alpha = (channel.value for channel in channels)
        return Style(
            size=max(abs(size), 0.01),
            direction=direction,
            baseline=baseline,
            bold=self._is_bold(drawn_as),
            drawn=pdfium.FPDFTextObj_GetTextRenderMode(drawn_as) not in _INVISIBLE,
            white=bool(is_told) and (min(red, green, blue) >= _WHITE or alpha == 0),
            is_leaning=abs(angle - round(angle)) > 0.1,
        )

    def _is_bold(self, drawn_as: ctypes.c_void_p) -> bool:
        font = pdfium.FPDFTextObj_GetFont(drawn_as)
        key = ctypes.cast(font, ctypes.c_void_p).value or 0
        if key not in self._fonts:
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
