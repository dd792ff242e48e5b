"""What is new of a cited work: only what its report did not know, and only of the same work."""

from dataclasses import replace

from fakes import source, work
from research_assistant.domain.notices import Notice, NoticeKind
from research_assistant.domain.recheck import change_of, with_changes
from research_assistant.domain.source import Source
from research_assistant.domain.work import Work

CORRECTION = Notice(kind=NoticeKind.CORRECTION, name="doi:10.1/c", said_by="crossref")
RETRACTION = Notice(kind=NoticeKind.RETRACTION, name="doi:10.1/r", said_by="crossref")


def of(cited: Work) -> Source:
    return replace(source("s"), work=cited)


def told(*notices: Notice) -> Work:
    return replace(work("Zinc", "doi:10.1/z"), notices=notices)


def test_what_the_report_knew_is_no_news_whoever_says_it_again():
    known = of(told(CORRECTION))

    assert change_of(known, [told(CORRECTION), told(replace(CORRECTION, name="pmid:7", said_by="europepmc"))]) is None
    assert change_of(known, [told(replace(CORRECTION, name=""))]) is None


def test_a_work_is_retracted_once():
    again = replace(RETRACTION, name="doi:10.1/r2")

    assert change_of(of(told(RETRACTION)), [told(again)]) is None


def test_a_second_correction_is_news_and_so_is_a_retraction():
    second = replace(CORRECTION, name="doi:10.1/c2")
    change = change_of(of(told(CORRECTION)), [told(CORRECTION, second, RETRACTION)])

    assert change is not None
    assert change.notices == (RETRACTION, second)
    assert with_changes(of(told(CORRECTION)), change).work.is_void


def test_a_record_of_another_work_tells_nothing():
    other = replace(told(RETRACTION), identifiers=work("", "doi:10.1/other").identifiers)

    assert change_of(of(told()), [other]) is None


def test_a_preprint_that_was_published_since_is_told_and_a_published_work_is_not():
    preprint = work("Zinc", "arxiv:2101.00001")
    now = work("Zinc", "arxiv:2101.00001v2", "doi:10.1000/J.Zinc")

    change = change_of(of(preprint), [now])

    assert change is not None
    assert change.published == ("10.1000/j.zinc",)
    assert change_of(of(now), [now]) is None
