"""Paragraphs that go on in the next column or on the next page, made whole where that can be told safely.

What stands between the two parts, captions, notes and tables, is moved before the paragraph or behind it, whichever
keeps the pages in their order.
"""

from collections.abc import Iterable

from research_assistant.adapters.extract.pdf.paragraphs import Kind, Paragraph, is_bullet
from research_assistant.adapters.extract.pdf.words import HYPHEN

_SAME_SIZE = 0.06  # of the size
_FARTHEST = 12  # captions, notes and tables between two parts, at most


def stitched(paragraphs: Iterable[Paragraph]) -> list[Paragraph]:
    """Return the paragraphs of a document in order, those that were broken made whole."""
    made: list[Paragraph] = []
    for paragraph in paragraphs:
        place = _open_place(made, paragraph)
        if place is None:
            made.append(paragraph)
            continue
        whole = made[place]
        between = made[place + 1 :]
        first, last, page = whole.lines[0][0], whole.lines[-1][0], paragraph.lines[0][0]
        # Pages stay in order only if what stood on the page left behind can go before the whole paragraph.
        if last not in {page, first} and any(each.lines[0][0] != page for each in between):
            made.append(paragraph)
            continue
        before = [each for each in between if each.lines[0][0] != page]
        behind = [each for each in between if each.lines[0][0] == page]
        whole.lines += paragraph.lines
        whole.is_full = paragraph.is_full
        made[place:] = [*before, whole, *behind]
    return made


def _open_place(made: list[Paragraph], paragraph: Paragraph) -> int | None:
    """Return the place of the paragraph that this one goes on with."""
    if paragraph.kind is not Kind.TEXT:
        return None
    for place in range(len(made) - 1, max(-1, len(made) - 2 - _FARTHEST), -1):
        before = made[place]
        if before.kind is Kind.TEXT:
            return place if _goes_on(before, paragraph) else None
        if before.kind is Kind.HEADING:
            return None
    return None


def _goes_on(before: Paragraph, paragraph: Paragraph) -> bool:
    if abs(before.size - paragraph.size) > _SAME_SIZE * before.size or before.is_ended:
        return False
    first, last = paragraph.first, before.last
    if last.endswith((HYPHEN, "-")) and first[0].isalpha():
        return before.is_full
    if is_bullet(first):
        return False
    letter = next((sign for sign in first if sign.isalnum()), "")
    if letter.islower():
        return True
    # A name or a figure, or a script without small letters: a full line, nothing set in, and another place.
    elsewhere = (
        paragraph.lines[0][1][0].top < before.lines[-1][1][0].top or before.lines[-1][0] != paragraph.lines[0][0]
    )
    return elsewhere and before.is_full and len(before.lines) > 1 and not paragraph.is_indented and bool(letter)
