"""Opens a PDF, or says why it cannot be read."""

import io
import logging
from collections.abc import Iterator
from contextlib import contextmanager

import pypdf
import pypdfium2
import pypdfium2.raw as pdfium
from pypdf.errors import DependencyError, PyPdfError

from research_assistant.adapters.extract.extracted import Unreadable
from research_assistant.adapters.extract.pdf.inflating import check_streams

MOST_PAGES = 5_000
"""The longest books have some 3,000; beyond that it is a pile of documents, and its text a burden on every search."""

_MENDED_AT_MOST = 32 * 1024 * 1024  # bytes: mending is Python's work, and holds the file several times
_LEAST_PAGE = 8  # bytes that a page takes, packed as it may be
_HEAD = 1024  # bytes in which `%PDF-` has to stand, as Acrobat has it

DAMAGED = Unreadable(
    "damaged",
    "is damaged: it is not a PDF that can be opened",
    next_step="Fetch it again, or open it in a PDF viewer and save it anew.",
)


_ENCRYPTED = Unreadable("encrypted", "is encrypted: it needs a password", next_step="Save a copy without its password.")


@contextmanager
def opened(content: bytes, *, mend: bool = False) -> Iterator[pypdfium2.PdfDocument]:
    """Open the bytes of a PDF for as long as the block runs.

    Args:
        content: The bytes.
        mend: Whether pypdf is to mend them first; what pdfium cannot open is mended in any case.

    Raises:
        Unreadable: It is empty, encrypted, damaged or too large.
    """
    if not content.strip(b"\0 \t\r\n"):
        raise Unreadable("empty", "is empty: it has no bytes", next_step="Fetch or export it again.")
    check_streams(content)
    document = _mended(content) if mend else _document(content)
    try:
        _check(document, content)
        yield document
    finally:
        document.close()


def has_fonts(content: bytes) -> bool:
    """Tell whether a file may have text: it names a font, or packs its objects so that this cannot be seen."""
    return b"/Font" in content or b"/ObjStm" in content


def _check(document: pypdfium2.PdfDocument, content: bytes) -> None:
    pages = len(document)
    if pages == 0:
        raise Unreadable("empty", "is empty: it has no pages", next_step="Fetch or export it again.")
    if pages > 1_000 and pages > len(content) // _LEAST_PAGE:
        raise Unreadable(
            "damaged",
            f"is damaged: it claims {pages:,} pages, which its {len(content):,} bytes cannot hold",
            next_step="Fetch it again, or open it in a PDF viewer and save it anew.",
        )
    if pages > MOST_PAGES:
        raise Unreadable(
            "too_large", f"has {pages:,} pages, more than {MOST_PAGES:,}", next_step="Split it into smaller files."
        )


def _document(content: bytes) -> pypdfium2.PdfDocument:
    try:
        document = pypdfium2.PdfDocument(content)
    except pypdfium2.PdfiumError as error:
        if error.err_code in {pdfium.FPDF_ERR_PASSWORD, pdfium.FPDF_ERR_SECURITY}:
            raise _ENCRYPTED from error
        return _mended(content)
    if len(document) == 0 and b"/Page" in content:
        document.close()
        return _mended(content, is_empty=True)
    return document


def _mended(content: bytes, *, is_empty: bool = False) -> pypdfium2.PdfDocument:
    """Return what pypdf makes of a file that pdfium cannot open.

    pypdf is more forgiving: it looks for the objects where the table of their places is wrong.
    """
    nothing = Unreadable("empty", "is empty: it has no pages", next_step="Fetch or export it again.")
    if b"%PDF-" not in content[:_HEAD] or len(content) > _MENDED_AT_MOST:
        raise nothing if is_empty else DAMAGED
    logging.getLogger("pypdf").setLevel(logging.CRITICAL)
    written = io.BytesIO()
    try:
        reader = pypdf.PdfReader(io.BytesIO(content), strict=False)
        if reader.is_encrypted and not reader.decrypt(""):
            raise _ENCRYPTED
        pages = len(reader.pages)
        if pages == 0:
            raise nothing
        writer = pypdf.PdfWriter()
        for number in range(min(pages, MOST_PAGES + 1)):
            writer.add_page(reader.pages[number])
        writer.write(written)
        return pypdfium2.PdfDocument(written.getvalue())
    except (DependencyError, NotImplementedError) as error:
        raise _ENCRYPTED from error  # by a method that neither of the two knows
    except (PyPdfError, pypdfium2.PdfiumError, *_SLIPS) as error:
        raise nothing if is_empty else DAMAGED from error


# What pypdf raises, beside its own errors, for files that are no PDF inside: it trusts their types and their tree.
_SLIPS = (ArithmeticError, AttributeError, LookupError, OSError, RecursionError, TypeError, ValueError, AssertionError)
