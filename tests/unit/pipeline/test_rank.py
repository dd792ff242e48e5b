"""Rank: the sentences that bear on a question, with the probability that they do; none where nothing answers."""

import numpy
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from fakes import Shelf, document, source
from research_assistant.adapters.embed.hashing import HashingEmbedder
from research_assistant.domain.document import Document
from research_assistant.domain.plan import Plan, SubQuestion
from research_assistant.domain.source import Source
from research_assistant.domain.work import Extent
from research_assistant.pipeline.judging import CALIBRATED_FOR
from research_assistant.pipeline.rank import MOST_A_SOURCE, MOST_EVIDENCE, rank
from research_assistant.pipeline.relevance import GATE
from research_assistant.pipeline.split import split
from research_assistant.ports.embedder import Embedder, Vectors

ZINC = document(
    "zinc",
    "Colds are caused by many viruses. We aimed to test whether zinc lozenges shorten the common cold. "
    "Adults were randomly assigned to zinc or placebo. "
    "Zinc lozenges reduced the duration of the common cold by two days.",
    title="Zinc lozenges and the common cold",
)
HEART = document(
    "heart",
    "Statins are widely prescribed. Patients with heart failure were followed for ten years. "
    "Mortality from heart failure was lower among patients who took statins.",
    title="Statins in heart failure",
)
ASKED = "Does zinc shorten the common cold?"


class Near(HashingEmbedder):
    """Hashed words under the name that the coefficients know."""

    @property
    def name(self) -> str:
        return CALIBRATED_FOR

    async def embed(self, texts: list[str]) -> Vectors:
        assert all(texts), "an empty text was embedded"
        assert len(texts) == len(set(texts)), "a text was embedded twice"
        return await super().embed(texts)


def plan(*texts: str) -> Plan:
    parts = (SubQuestion(id=f"q{number}", text=text, search_text=text) for number, text in enumerate(texts, start=1))
    return Plan(subquestions=tuple(parts), language="en")


async def ranked(question: str, *documents: Document, embedder: Embedder | None = None, sources: int | None = None):
    taken = tuple(source(each.document_id, rank=place) for place, each in enumerate(documents, start=1))[:sources]
    shelf = Shelf(*documents)
    return await rank(await split(taken, shelf), plan(question), taken, shelf, embedder)


@pytest.mark.parametrize("embedder", [None, Near()], ids=["words", "vectors"])
async def test_the_sentence_that_tells_the_answer_comes_first(embedder):
    found = await ranked(ASKED, HEART, ZINC, embedder=embedder)

    assert found[0].quote.exact == "Zinc lozenges reduced the duration of the common cold by two days."
    assert found[0].evidence_id == "e1"
    assert {each.source_id for each in found} == {"zinc"}


@pytest.mark.parametrize("embedder", [None, Near()], ids=["words", "vectors"])
@pytest.mark.parametrize(
    "question",
    [
        "Who won the 2018 World Cup?",
        "Does botulinum toxin smooth wrinkles?",
        "asdf qwerty zxcvb?",
        "Who are they?",
        "東京の人口は？",
    ],
)
async def test_what_no_source_answers_gets_no_evidence(question, embedder):
    assert await ranked(question, ZINC, HEART, embedder=embedder) == ()


@pytest.mark.parametrize("embedder", [None, Near(), HashingEmbedder()], ids=["words", "vectors", "other model"])
async def test_every_quote_is_the_text_at_its_offsets_inside_its_passage(embedder):
    (first, *others) = await ranked(ASKED, ZINC, embedder=embedder)

    for each in (first, *others):
        assert each.quote.exact == ZINC.text[each.quote.start : each.quote.end]
        assert each.passage_id == f"zinc:0-{len(ZINC.text)}"
        assert GATE <= each.relevance <= 1


async def test_the_relevance_is_explained_by_its_parts():
    (first, *_) = await ranked(ASKED, ZINC, embedder=Near())

    assert {"passage", "passage_named", "passage_cosine", "cosine", "named"} <= first.scores.keys()
    assert first.relevance == first.scores["passage"]


async def test_what_names_every_word_but_is_far_in_meaning_is_no_evidence():
    class Far(Near):
        async def embed(self, texts: list[str]) -> Vectors:
            return numpy.eye(len(texts), self.dimensions, dtype=numpy.float32)

    assert await ranked(ASKED, ZINC, embedder=Near()) != ()
    assert await ranked(ASKED, ZINC, embedder=Far()) == ()


async def test_a_label_before_a_sentence_is_not_quoted():
    labelled = document("zinc", f"BACKGROUND {ZINC.text} CONCLUSIONS Zinc shortens the common cold.", title=ZINC.title)

    found = await ranked(ASKED, labelled)

    assert found
    assert all(not each.quote.exact.startswith(("BACKGROUND", "CONCLUSIONS")) for each in found)


async def test_a_model_that_was_not_calibrated_leaves_the_judgement_to_the_words():
    assert await ranked(ASKED, ZINC, HEART, embedder=HashingEmbedder()) == await ranked(ASKED, ZINC, HEART)


async def test_the_order_of_what_is_given_does_not_matter():
    taken = (source("zinc", rank=1), source("heart", rank=2))
    shelf = Shelf(ZINC, HEART)
    passages = await split(taken, shelf)

    one = await rank(passages, plan(ASKED), taken, shelf, Near())
    other = await rank(passages[::-1], plan(ASKED), taken[::-1], shelf, Near())

    assert one == other


async def test_each_part_of_the_question_is_answered_from_what_was_found_for_it():
    shelf = Shelf(ZINC, HEART)
    taken = (source("zinc", rank=1), _for("q2", "heart"))

    found = await rank(
        await split(taken, shelf), plan(ASKED, "Do statins lower mortality in heart failure?"), taken, shelf, None
    )

    assert {(each.subquestion_id, each.source_id) for each in found} == {("q1", "zinc"), ("q2", "heart")}
    assert [each.evidence_id for each in found] == [f"e{number}" for number in range(1, len(found) + 1)]
    assert [each.relevance for each in found] == sorted((each.relevance for each in found), reverse=True)


async def test_a_part_that_is_not_answered_does_not_silence_the_others():
    shelf = Shelf(ZINC)
    taken = (source("zinc"),)

    found = await rank(await split(taken, shelf), plan(ASKED, "Who won the World Cup?"), taken, shelf, None)

    assert {each.subquestion_id for each in found} == {"q1"}


async def test_no_source_speaks_too_often_and_the_whole_is_bounded():
    said = "Zinc lozenges reduced the duration of the common cold by {} days."
    many = [
        document(f"d{number:02}", " ".join(said.format(days) for days in range(9)), title="Zinc and the common cold")
        for number in range(60)
    ]

    found = await ranked(ASKED, *many, embedder=Near())

    of_one = [sum(each.source_id == name for each in found) for name in {each.source_id for each in found}]
    assert len(found) == MOST_EVIDENCE
    assert max(of_one) <= MOST_A_SOURCE


async def test_a_long_text_is_judged_passage_by_passage():
    filler = "The weather station recorded another quiet and unremarkable afternoon. " * 60
    paper = document("paper", f"{filler}{ZINC.text}\n\n{filler}", title="Annual report", extent=Extent.FULL_TEXT)

    (first, *_) = await ranked(ASKED, paper, embedder=Near())

    assert first.quote.exact == "Zinc lozenges reduced the duration of the common cold by two days."
    start, end = map(int, first.passage_id.rpartition(":")[2].split("-"))
    assert start <= first.quote.start
    assert first.quote.end <= end


async def test_sources_without_a_copy_or_without_text_are_passed_over():
    unread = Source(source_id="unread", rank=1, work=source("unread").work, score=1.0, origins=())
    record = document("record", "", extent=Extent.RECORD, title="Zinc shortens the common cold")
    taken = (unread, source("record", rank=2), source("lost", rank=3), source("zinc", rank=4))
    shelf = Shelf(record, ZINC)

    found = await rank(await split(taken, shelf), plan(ASKED), taken, shelf, Near())

    assert {each.source_id for each in found} == {"zinc"}


async def test_nothing_to_rank_is_no_evidence():
    assert await ranked(ASKED, embedder=Near()) == ()


@settings(deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(st.lists(st.text(max_size=120), max_size=6), st.text(max_size=60))
async def test_whatever_the_text_quotes_are_exact_and_the_outcome_is_the_same_twice(texts: list[str], question: str):
    documents = [document(f"d{number}", text) for number, text in enumerate([*texts, ZINC.text])]

    found = await ranked(question, *documents, embedder=Near())

    stored = {each.document_id: each.text for each in documents}
    assert all(stored[each.source_id][each.quote.start : each.quote.end] == each.quote.exact for each in found)
    assert found == await ranked(question, *documents, embedder=Near())


def _for(part: str, name: str) -> Source:
    found = source(name, rank=2)
    (origin,) = found.origins
    changed = type(origin)(connector="library", subquestion_id=part, rank=origin.rank, score=origin.score)
    return Source(source_id=name, rank=2, work=found.work, score=1.0, origins=(changed,), document_id=name)
