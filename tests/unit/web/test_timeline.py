"""How far a query has come, as its page tells it."""

from fakes import NOON
from research_assistant.domain.event import Event, EventKind
from research_assistant.web.timeline import timeline


def events(*told: tuple[EventKind, str, int]) -> list[Event]:
    return [
        Event(query_id="q", seq=seq, step=step, ordinal=seq, kind=kind, counts={"made": made}, at=NOON)
        for seq, (kind, step, made) in enumerate(told, start=1)
    ]


STARTED, FINISHED = EventKind.STAGE_STARTED, EventKind.STAGE_FINISHED


def test_nothing_has_happened_yet() -> None:
    told = timeline([])

    assert told.now == "Waiting for its turn."
    assert {row.state for row in told.rows} == {"ahead"}


def test_stages_are_done_one_after_the_other_and_say_how_much_they_made() -> None:
    told = timeline(
        events((STARTED, "plan", 1), (FINISHED, "plan", 1), (STARTED, "search", 0), (FINISHED, "search", 1))
    )

    assert [(row.state, row.amount) for row in told.rows[:3]] == [("done", ""), ("done", "1 search"), ("ahead", "")]


def test_what_happens_now_is_one_sentence() -> None:
    told = timeline(events((STARTED, "plan", 1), (FINISHED, "plan", 1), (STARTED, "search", 0)))

    assert (told.now, told.rows[1].state) == ("Searching …", "now")


def test_a_query_that_goes_on_says_so() -> None:
    cancelled = events((STARTED, "plan", 1), (EventKind.QUERY_CANCELLED, "query", 0))
    resumed = events(
        (STARTED, "plan", 1), (EventKind.QUERY_CANCELLED, "query", 0), (EventKind.QUERY_RESUMED, "query", 0)
    )

    assert [timeline(each).now for each in (cancelled, resumed)] == ["Stopped.", "Going on."]
