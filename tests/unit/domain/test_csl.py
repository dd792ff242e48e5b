"""Works as CSL-JSON items and back: words whose case must stay are marked for the engine, not for the reader."""

from research_assistant.domain.csl import item_of_work, nocase_parts, work_of_item
from research_assistant.domain.work import Work

RICH = '<i>Zinc</i> in <span class="nocase">mRNA</span> and <span class="nocase">H<sub>2</sub>O</span>'


def test_a_title_is_read_without_its_marks_and_written_with_them():
    work = work_of_item({"id": "k", "type": "book", "title": RICH})

    assert work.title == "<i>Zinc</i> in mRNA and H<sub>2</sub>O"
    item = item_of_work(work, key="k")
    assert item["title"] == RICH
    assert "custom" not in item


def test_marks_of_another_title_are_left_out():
    work = work_of_item({"title": RICH})

    corrected = Work(title="Zinc", extra=work.extra)

    assert item_of_work(corrected, key="k")["title"] == "Zinc"


def test_the_parts_of_a_title_say_whether_their_case_stays():
    assert nocase_parts('a <span class="nocase">mRNA</span>') == [("a ", False), ("mRNA", True)]
    assert nocase_parts('<span class="nocase">never closed') == [('<span class="nocase">never closed', False)]
