"""Tables of records: CSV as spreadsheets, databases and reference managers write it."""

import csv
from collections.abc import Iterator, Mapping, Sequence

from research_assistant.adapters.extract.columns import makes_records, record_of
from research_assistant.adapters.extract.extracted import Unreadable

DELIMITERS = ",;\t|"

_LONGEST_CELL = 16 * 1024 * 1024
_LINES_BEFORE_THE_NAMES = 10
"""Some databases say first what the table is about."""

Row = tuple[int, list[str] | str]


def read_table(text: str) -> Iterator[tuple[str, Mapping[str, str] | str]]:
    """Yield the records of a table, each with its line, or the reason why a line cannot be read.

    Cells are parted by commas, semicolons, tabs or bars, whichever part the names of the columns.

    Raises:
        Unreadable: No line names a title or an abstract.
    """
    csv.field_size_limit(_LONGEST_CELL)
    lines = text.splitlines(keepends=True)
    start, delimiter, header = _names(lines)
    for line, row in _rows(lines, start, delimiter):
        place = f"line {line + 1}"
        if isinstance(row, str):
            yield place, row
        elif any(cell.strip() for cell in row[len(header) :]):
            yield place, _ragged(len(row), len(header))
        elif any(cell.strip() for cell in row):
            yield place, record_of(header, row)


def _names(lines: Sequence[str]) -> tuple[int, str, list[str]]:
    """Return the line behind the columns' names, what parts them, and the names."""
    for number in range(min(len(lines), _LINES_BEFORE_THE_NAMES)):
        found = [(delimiter, *_cells(lines, number, delimiter)) for delimiter in DELIMITERS]
        known = [each for each in found if makes_records(each[2])]
        if known:
            delimiter, end, names = max(known, key=lambda each: len(each[2]))
            return end, delimiter, names
    raise Unreadable(
        "damaged", "has no column named title or abstract", next_step="Name the columns in the first line."
    )


def _cells(lines: Sequence[str], start: int, delimiter: str) -> tuple[int, list[str]]:
    """Return the line behind the row that begins at line `start`, and its cells; none where it is broken."""
    reader = csv.reader(lines[start : start + _LINES_BEFORE_THE_NAMES], delimiter=delimiter, strict=True)
    try:
        row = next(reader, [])
    except csv.Error:
        return start, []
    return start + reader.line_num, row


def _rows(lines: Sequence[str], start: int, delimiter: str) -> Iterator[Row]:
    """Yield the rows from line `start` on, each with the line where it begins; a broken one costs its own line only."""
    while start < len(lines):
        reader = csv.reader((lines[number] for number in range(start, len(lines))), delimiter=delimiter, strict=True)
        done = 0
        try:
            for row in reader:
                yield start + done, row
                done = reader.line_num
        except csv.Error as error:
            yield start + done, f"it is not CSV ({error})"
            start += done + 1
            continue
        return


def _ragged(cells: int, columns: int) -> str:
    return (
        f"it has {cells} cells where {columns} columns have names: cells that hold the separator need quotation marks"
    )
