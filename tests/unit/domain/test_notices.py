"""Notices: what registers say became of a work, told apart from works that are notices."""

from dataclasses import replace

import pytest

from fakes import work
from research_assistant.domain.matching import clusters
from research_assistant.domain.merging import marked, merged
from research_assistant.domain.notices import (
    Notice,
    NoticeKind,
    is_notice_type,
    kind_of_comment,
    kind_of_link,
    kind_of_title,
    kind_of_type,
    kind_of_update,
    told,
    united,
    without_mark,
)

RETRACTED = Notice(kind=NoticeKind.RETRACTION, name="doi:10.1/r", date="2021-03-04", said_by="crossref")


@pytest.mark.parametrize(
    ("update", "kind"),
    [
        ("retraction", NoticeKind.RETRACTION),
        ("withdrawal", NoticeKind.WITHDRAWAL),
        ("removal", NoticeKind.WITHDRAWAL),
        ("expression_of_concern", NoticeKind.CONCERN),
        ("expression-of-concern", NoticeKind.CONCERN),
        ("partial_retraction", NoticeKind.CONCERN),
        ("Corrigendum", NoticeKind.CORRECTION),
        ("erratum", NoticeKind.CORRECTION),
        ("new_version", None),
        ("", None),
    ],
)
def test_updates_of_crossref_say_what_became_of_a_work(update: str, kind: NoticeKind | None):
    assert kind_of_update(update) == kind


@pytest.mark.parametrize(
    ("link", "kind"),
    [
        ("RetractionIn", NoticeKind.RETRACTION),
        ("Retraction in", NoticeKind.RETRACTION),
        ("Erratum in", NoticeKind.CORRECTION),
        ("ExpressionOfConcernIn", NoticeKind.CONCERN),
        ("Retraction of", None),
        ("ErratumFor", None),
        ("Comment in", None),
    ],
)
def test_links_of_pubmed_speak_of_the_work_and_not_of_the_notice(link: str, kind: NoticeKind | None):
    assert kind_of_link(link) == kind


def test_publication_types_tell_the_retracted_from_the_retraction():
    assert kind_of_type("Retracted Publication") is NoticeKind.RETRACTION
    assert kind_of_type("Retraction of Publication") is None
    assert is_notice_type("Retraction of Publication")
    assert not is_notice_type("Retracted Publication")


@pytest.mark.parametrize(
    ("title", "kind", "rest"),
    [
        ("RETRACTED: Zinc and colds", NoticeKind.RETRACTION, "Zinc and colds"),
        ("RETRACTED ARTICLE: Zinc and colds", NoticeKind.RETRACTION, "Zinc and colds"),
        ("[Retracted] Zinc and colds", NoticeKind.RETRACTION, "Zinc and colds"),
        ("WITHDRAWN: Zinc and colds", NoticeKind.WITHDRAWAL, "Zinc and colds"),
        ("TEMPORARY REMOVAL: Zinc and colds", NoticeKind.WITHDRAWAL, "Zinc and colds"),
        ("Retraction: Zinc and colds", None, "Retraction: Zinc and colds"),
        ("Retraction Note: Zinc and colds", None, "Retraction Note: Zinc and colds"),
        ("Retracted articles: a study of 200 notices", None, "Retracted articles: a study of 200 notices"),
        ("Withdrawn: the life of a hermit", None, "Withdrawn: the life of a hermit"),
        ("RETRACTED:", NoticeKind.RETRACTION, "RETRACTED:"),
    ],
)
def test_titles_are_marked_by_their_publishers(title: str, kind: NoticeKind | None, rest: str):
    assert (kind_of_title(title), without_mark(title)) == (kind, rest)


def test_arxivs_comment_tells_that_a_preprint_was_withdrawn():
    assert kind_of_comment("This paper has been withdrawn by the author due to an error") is NoticeKind.WITHDRAWAL
    assert kind_of_comment("Patients were withdrawn from the drug; 12 pages") is None


def test_only_retraction_and_withdrawal_void_a_work():
    void = {kind for kind in NoticeKind if replace(work("Zinc"), notices=(Notice(kind=kind),)).is_void}

    assert void == {NoticeKind.RETRACTION, NoticeKind.WITHDRAWAL}


def test_a_title_marks_its_work_unless_the_record_is_a_notice_or_has_said_it():
    mark = marked(work("RETRACTED: Zinc and colds"), said_by="openalex")
    notice = replace(work("Retracted: Zinc and colds"), notice_of="doi:10.1/z")
    known = replace(work("RETRACTED: Zinc and colds"), notices=(RETRACTED,))

    assert mark.notices == (Notice(kind=NoticeKind.RETRACTION, said_by="openalex"),)
    assert marked(notice, said_by="crossref") == notice
    assert marked(known, said_by="crossref") == known


def test_merging_unites_what_all_records_say_and_keeps_who_said_it():
    one = replace(work("Zinc", "doi:10.1/z"), notices=(RETRACTED,))
    other = replace(
        work("Zinc", "doi:10.1/z", "pmid:7"), notices=(Notice(kind=NoticeKind.RETRACTION, said_by="europepmc"),)
    )

    both = merged([one, other]).work

    assert both == merged([other, one]).work
    assert both.is_void
    assert told(both.notices) == "retracted on 2021-03-04 (doi:10.1/r, said by europepmc and crossref)"


def test_a_withdrawn_preprint_leaves_what_a_journal_published_standing():
    published = work("Zinc and the common cold", "doi:10.1/z")
    preprint = replace(
        work("Zinc and the common cold", "arxiv:2101.00001", "doi:10.1/z"),
        identifiers=work("", "arxiv:2101.00001").identifiers,
        notices=(Notice(kind=NoticeKind.WITHDRAWAL, said_by="arxiv"),),
    )

    both = merged([preprint, published]).work

    assert preprint.is_void
    assert not both.is_void
    assert told(both.notices) == "arxiv:2101.00001 withdrawn (said by arxiv)"


def test_a_retracted_work_joins_its_unmarked_record_and_not_its_notice():
    title = "Zinc lozenges shorten colds in adults"
    sound = work(title, year=2017)
    retracted = work(f"RETRACTED: {title}", "doi:10.1/z", year=2017)
    notice = replace(work(f"Retracted: {title}", "pmid:9", year=2017), notice_of="doi:10.1/z")
    note = work(f"Retraction Note: {title}", "pmid:10", year=2017)

    assert [cluster.members for cluster in clusters([sound, retracted, notice, note])] == [(0, 1), (2,), (3,)]


def test_notices_are_told_gravest_first_each_once():
    correction = Notice(kind=NoticeKind.CORRECTION, date="2020")
    concern = Notice(kind=NoticeKind.CONCERN, date="2019")

    assert united([correction, RETRACTED, concern, RETRACTED]) == (RETRACTED, concern, correction)
    assert told([]) == ""
