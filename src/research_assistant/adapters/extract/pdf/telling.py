"""What of a PDF is not in its text, in sentences that can be shown."""

from collections.abc import Sequence

from research_assistant.adapters.extract.extracted import Unreadable
from research_assistant.adapters.extract.pdf.page import Sheet


def limits_of(sheets: Sequence[Sheet | None]) -> tuple[str, ...]:
    """Return what was left out: pages without text, pages that are damaged, words that nobody can see."""
    told: list[str] = []
    scanned = [place + 1 for place, sheet in enumerate(sheets) if sheet and not _has_text(sheet) and sheet.has_picture]
    if scanned:
        told.append(f"{_pages(scanned)} {_have(scanned)} no text layer.")
    damaged = [place + 1 for place, sheet in enumerate(sheets) if sheet is None]
    if damaged:
        told.append(f"{_pages(damaged)} cannot be read: {'it is' if len(damaged) == 1 else 'they are'} damaged.")
    hidden = [sheet.number for sheet in sheets if sheet and sheet.hidden]
    if hidden:
        count = sum(sheet.hidden for sheet in sheets if sheet)
        words = "1 word that nobody can see was" if count == 1 else f"{count:,} words that nobody can see were"
        told.append(f"{words} left out on {_pages(hidden, small=True)}.")
    return tuple(told)


def no_text(sheets: Sequence[Sheet | None]) -> Unreadable:
    """Return why a file is refused in which no word can be read."""
    pictured = sum(1 for sheet in sheets if sheet and sheet.has_picture)
    count = len(sheets)
    pages = "its page" if count == 1 else f"its {count:,} pages"
    hidden = any(sheet and sheet.hidden for sheet in sheets)
    if pictured == count:
        reason = f"has no text layer: {pages} {'is a picture' if count == 1 else 'are pictures'}"
    elif hidden:
        reason = f"has no text that can be seen: what {pages} {_hold(count)} is invisible"
    elif pictured:
        reason = f"has no text layer: {pictured:,} of {pages} {_hold(pictured)} pictures, the others nothing"
    else:
        reason = f"has no text: {pages} {'is' if count == 1 else 'are'} blank or drawn"
    return Unreadable("no_text", reason, next_step="Run text recognition (OCR) over it and add the result.")


def _has_text(sheet: Sheet) -> bool:
    return bool(sheet.words or sheet.asides)


def _have(pages: Sequence[int]) -> str:
    return "has" if len(pages) == 1 else "have"


def _hold(count: int) -> str:
    return "holds" if count == 1 else "hold"


def _pages(numbers: Sequence[int], *, small: bool = False) -> str:
    """Return pages in words, runs of them as ranges: `Pages 3–5 and 9`."""
    runs: list[list[int]] = []
    for number in numbers:
        if runs and number == runs[-1][-1] + 1:
            runs[-1] = [runs[-1][0], number]
        else:
            runs.append([number])
    named = [f"{run[0]}–{run[-1]}" if len(run) > 1 else str(run[0]) for run in runs]
    listed = named[0] if len(named) == 1 else f"{', '.join(named[:-1])} and {named[-1]}"
    word = "Page" if len(numbers) == 1 else "Pages"
    return f"{word.lower() if small else word} {listed}"
