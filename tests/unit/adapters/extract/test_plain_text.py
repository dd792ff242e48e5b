import textwrap
from collections import Counter

import pytest

from research_assistant.adapters.extract.extracted import Extracted, Origin, Unreadable
from research_assistant.adapters.extract.plain import read_text
from research_assistant.adapters.extract.wrapping import joined

PROSE = (
    "The bee is an insect that flies from flower to flower and gathers what it finds there. It lives with many "
    "others of its kind in a hive, and what it brings home is made into honey. Nobody who has looked into a hive on "
    "a day in June forgets it, and few have done so without a veil over the face and gloves over both of the hands."
)
VERSE = "Wer reitet so spät\n  durch Nacht und Wind?\nEs ist der Vater\n  mit seinem Kind;"


def read(content: str | bytes, name: str = "notes.txt") -> Extracted:
    (entry,) = read_text(content.encode() if isinstance(content, str) else content, Origin(name=name))
    assert isinstance(entry, Extracted)
    return entry


def wrapped(text: str, width: int = 72, indent: str = "", after: str | None = None) -> str:
    return textwrap.fill(text, width, initial_indent=indent, subsequent_indent=indent if after is None else after)


@pytest.mark.parametrize("width", [60, 72, 79])
def test_paragraphs_that_were_broken_at_a_column_are_whole_again(width):
    source = "\n\n".join([wrapped(PROSE, width), wrapped(PROSE, width, "   "), wrapped(PROSE, width, "    ", "")])

    assert read(source).text == "\n\n".join([PROSE] * 3)


def test_verse_code_and_tables_stay_as_they_are():
    code = "def bees(hive):\n    for bee in hive:\n        yield bee"
    table = "name      legs\nbee       6\nspider    8"
    source = f"{wrapped(PROSE)}\n\n{VERSE}\n\n{code}\n\n{table}"

    assert read(source).text == f"{PROSE}\n\n{VERSE}\n\n{code}\n\n{table}"


def test_items_of_a_list_stay_apart():
    source = wrapped(PROSE) + "\n\n" + "\n".join(wrapped(PROSE, 72, f"{mark} ", "   ") for mark in ("1.", "2."))

    assert read(source).text == f"{PROSE}\n\n1. {PROSE}\n\n2. {PROSE}"


def test_lines_that_are_paragraphs_stay_apart():
    assert read(f"{PROSE}\n{PROSE}").text == f"{PROSE}\n{PROSE}"


def test_a_hyphen_at_a_line_end_goes_where_the_word_is_known():
    assert joined(["that is an exam-", "ple of it"], Counter(["example"])) == "that is an example of it"
    assert joined(["  state-of-the-", "  art"], Counter()) == "state-of-the-art"
    assert joined(["in 2019-", "2020, A-", "B"], Counter(["ab"])) == "in 2019-2020, A-B"


def test_a_paragraph_goes_on_behind_a_page_break():
    first, second = wrapped(PROSE).split("\n", 2)[:2], wrapped(PROSE).split("\n", 2)[2]
    source = "\n".join(first) + "\n\f" + second + "\n\n" + wrapped(PROSE)

    assert read(source).text == f"{PROSE}\n\n{PROSE}"


def test_heads_of_pages_are_left_out():
    pages = [
        f"Report on Bees and Hives\n\n{wrapped(PROSE)}\n\n{wrapped(PROSE)}\n\n{number}\n" for number in range(1, 5)
    ]

    assert read("\f".join(pages)).text == "\n\n".join([PROSE] * 8)


def test_underlined_numbered_and_capital_headings_are_sections():
    source = "On Bees\n=======\n\nText one.\n\nDetails\n-------\n\nText two.\n\n2.1 Methods\n\nMore.\n\nRESULTS\n\nEnd."
    entry = read(source)

    assert [each.heading for each in entry.sections] == ["On Bees", "Details", "2.1 Methods", "RESULTS"]
    assert entry.work.title == "On Bees"


@pytest.mark.parametrize(
    ("source", "title"),
    [
        ("On Bees\n\nText.", "On Bees"),
        ("They fly about.\n\nText.", "notes"),
        ("- milk\n- bread", "notes"),
        ("Network Group          J. Doe\nRequest: 1\n\nText.", "notes"),
        (wrapped(PROSE), "notes"),
    ],
)
def test_the_title_is_the_first_line_if_it_looks_like_one(source, title):
    assert read(source).work.title == title


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-32"])
def test_encodings_that_can_be_told_are_read(encoding):
    assert read("Größe 山 µ\r\n\r\nzwei".encode(encoding)).text == "Größe 山 µ\n\nzwei"


@pytest.mark.parametrize(
    ("content", "cause", "told"),
    [
        (b"", "empty", "holds no words"),
        (b" \n\t", "empty", "holds no words"),
        ("Größe".encode("cp1252"), "unknown_kind", "is not in UTF-8 (its byte 2 is no part of a character)"),
        ("Größe".encode("utf-16-le"), "unknown_kind", "is no text"),
        (b"\x7fELF\2\1\1\0\0\0\0\0", "unknown_kind", "is no text"),
        (b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR", "unknown_kind", "is no text"),
    ],
)
def test_what_is_no_text_or_could_be_read_wrongly_is_refused(content, cause, told):
    with pytest.raises(Unreadable) as error:
        read(content)

    assert (error.value.cause, error.value.reason) == (cause, told)
    assert error.value.next_step


def test_what_is_longer_than_any_text_may_be_is_refused_before_it_is_read():
    with pytest.raises(Unreadable, match="more than 10,000,000 characters") as caught:
        list(read_text(b"Zinc and copper.\n" * 1_000_000, Origin(name="long.txt")))

    assert caught.value.cause == "too_large"
