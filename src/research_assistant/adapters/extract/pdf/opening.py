"""Opens a PDF, or says why it cannot be read."""

import io
import logging
from collections.abc import Iterator
from contextlib import contextmanager

import pypdf
import pypdfium2
import pypdfium2.raw as pdfium
from pypdf.errors import PyPdfError

from research_assistant.adapters.extract.extracted import Unreadable

MOST_PAGES = 5_000
"""The longest books have some 3,000; beyond that it is a pile of documents, and its text a burden on every search."""

MOST_OBJECTS = 2_000_000
"""pdfium keeps some 100 bytes for each object that a file claims to have, used or not."""

_MENDED_AT_MOST = 32 * 1024 * 1024  # bytes: mending is Python's work, and holds the file several times
_INFLATED_AT_MOST = 64 * 1024 * 1024  # bytes of one stream while mending
_HEAD = 1024  # bytes in which `%PDF-` has to stand, as Acrobat has it

DAMAGED = Unreadable(
    "damaged",
    "is damaged: it is not a PDF that can be opened",
    next_step="Fetch it again, or open it in a PDF viewer and save it anew.",
)


@contextmanager
def opened(content: bytes) -> Iterator[pypdfium2.PdfDocument]:
    """Open the bytes of a PDF for as long as the block runs; what pdfium cannot open is mended by pypdf first.

    Raises:
        Unreadable: It is empty, encrypted, damaged or too large.
    """
    if not content.strip(b"\0 \t\r\n"):
        raise Unreadable("empty", "is empty: it has no bytes", next_step="Fetch or export it again.")
    document = _document(content)
    try:
        _check(document, content)
        yield document
    finally:
        document.close()


def _check(document: pypdfium2.PdfDocument, content: bytes) -> None:
    pages = len(document)
    if pages == 0:
        raise Unreadable("empty", "is empty: it has no pages", next_step="Fetch or export it again.")
    if pages > MOST_PAGES:
        raise Unreadable(
            "too_large", f"has {pages:,} pages, more than {MOST_PAGES:,}", next_step="Split it into smaller files."
        )
    # A page takes some 20 bytes at the least, packed as it may be: a file that claims more says the untrue.
    if pages > 1_000 and pages > len(content) // 8:
        raise DAMAGED


def _document(content: bytes) -> pypdfium2.PdfDocument:
    try:
        document = pypdfium2.PdfDocument(content)
    except pypdfium2.PdfiumError as error:
        if error.err_code in {pdfium.FPDF_ERR_PASSWORD, pdfium.FPDF_ERR_SECURITY}:
            raise Unreadable(
                "encrypted", "is encrypted: it needs a password", next_step="Save a copy without its password."
            ) from error
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
            raise Unreadable(
                "encrypted", "is encrypted: it needs a password", next_step="Save a copy without its password."
            )
        pages = len(reader.pages)
        if pages == 0:
            raise nothing
        writer = pypdf.PdfWriter()
        for number in range(min(pages, MOST_PAGES + 1)):
            writer.add_page(reader.pages[number])
        writer.write(written)
        return pypdfium2.PdfDocument(written.getvalue())
    except (PyPdfError, pypdfium2.PdfiumError, *_SLIPS) as error:
        raise nothing if is_empty else DAMAGED from error


# What pypdf raises, beside its own errors, for files that are no PDF inside: it trusts their types and their tree.
_SLIPS = (ArithmeticError, AttributeError, LookupError, OSError, RecursionError, TypeError, ValueError, AssertionError)
