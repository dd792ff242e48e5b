"""PDF files: from bytes to text in reading order, with pages, sections and the place of every word."""

from collections import Counter
from collections.abc import Iterator, Sequence

import pypdfium2

from research_assistant.adapters.extract.extracted import Extracted, Origin, Unreadable
from research_assistant.adapters.extract.pdf.blocks import blocks_of
from research_assistant.adapters.extract.pdf.describing import described, language_in
from research_assistant.adapters.extract.pdf.furniture import without_furniture
from research_assistant.adapters.extract.pdf.hyphens import Vocabulary
from research_assistant.adapters.extract.pdf.lines import Line, lines_of
from research_assistant.adapters.extract.pdf.opening import DAMAGED, has_fonts, opened
from research_assistant.adapters.extract.pdf.order import in_reading_order
from research_assistant.adapters.extract.pdf.page import Sheet, read_page
from research_assistant.adapters.extract.pdf.paragraphs import Kind, Paragraph, paragraphs_of
from research_assistant.adapters.extract.pdf.stitching import stitched
from research_assistant.adapters.extract.pdf.telling import limits_of, no_text
from research_assistant.adapters.extract.pdf.writing import Writer
from research_assistant.kit.text import clean
from research_assistant.ports.extractor import Refusal

MOST_WORDS = 2_000_000
"""In one file: four times the longest novel. Each takes some 500 bytes until the file is read."""


def read_pdf(content: bytes, origin: Origin) -> Iterator[Extracted | Refusal]:
    """Yield the one work that a PDF is.

    Raises:
        Unreadable: It is encrypted, damaged, empty, too large or has no text.
    """
    with opened(content) as document:
        sheets = _sheets(document)
        if _has_text(sheets):
            yield _extracted(document, content, sheets, origin)
            return
    if any(sheet and (sheet.hidden or sheet.has_picture) for sheet in sheets) or not has_fonts(content):
        raise no_text(sheets) if any(sheets) else DAMAGED
    with opened(content, mend=True) as document:
        sheets = _sheets(document)
        if not _has_text(sheets):
            raise no_text(sheets) if any(sheets) else DAMAGED
        yield _extracted(document, content, sheets, origin)


def _has_text(sheets: Sequence[Sheet | None]) -> bool:
    return any(sheet and (sheet.words or sheet.asides) for sheet in sheets)


def _sheets(document: pypdfium2.PdfDocument) -> list[Sheet | None]:
    sheets: list[Sheet | None] = []
    count = 0
    for index in range(len(document)):
        sheet = read_page(document, index)
        sheets.append(sheet)
        count += len(sheet.words) if sheet else 0
        if count > MOST_WORDS:
            raise Unreadable(
                "too_large", f"has more than {MOST_WORDS:,} words", next_step="Split it into smaller files."
            )
    return sheets


def _extracted(
    document: pypdfium2.PdfDocument, content: bytes, sheets: Sequence[Sheet | None], origin: Origin
) -> Extracted:
    lines = [lines_of(sheet.words) if sheet else [] for sheet in sheets]
    body = _body_size(lines)
    heights = [sheet.frame.size(sheet.direction)[1] if sheet else 0.0 for sheet in sheets]
    kept, labels = without_furniture(lines, heights, body)
    vocabulary = Vocabulary(word for page in kept for line in page for word in line.words)
    writer = Writer(sheets, vocabulary)
    for paragraph in stitched(_paragraphs(kept, sheets, body)):
        writer.write(paragraph)
    pages = writer.finish(labels)
    text = writer.text
    if clean(text) != text:
        raise AssertionError("the text of a PDF is clean as it is written")
    heading = writer.sections[0].heading if writer.sections and writer.sections[0].start == 0 else ""
    work, licence = described(document, content, sheets, lines, heading, text, origin.name)
    return Extracted(
        work=work,
        text=text,
        language=language_in(document),
        licence=licence,
        sections=tuple(writer.sections),
        pages=pages,
        boxes=tuple(writer.boxes),
        limits=limits_of(sheets),
    )


def _paragraphs(pages: Sequence[Sequence[Line]], sheets: Sequence[Sheet | None], body: float) -> Iterator[Paragraph]:
    for place, lines in enumerate(pages):
        from_right = 2 * sum(line.from_right for line in lines) > len(lines)
        for block in in_reading_order(blocks_of(lines), from_right=from_right):
            yield from paragraphs_of(block, place, body)
        sheet = sheets[place]
        for block in blocks_of(lines_of(sheet.asides)) if sheet else ():
            for paragraph in paragraphs_of(block, place, body):
                paragraph.kind = Kind.ASIDE
                yield paragraph


def _body_size(pages: Sequence[Sequence[Line]]) -> float:
    """Return the size, in points, of most letters."""
    sizes: Counter[float] = Counter()
    for lines in pages:
        for line in lines:
            sizes[round(line.size, 1)] += line.length
    return sizes.most_common(1)[0][0] if sizes else 10.0
