"""Where reports go: a terminal is spared bytes that it cannot show."""

import pytest

from research_assistant.cli.reports import check_terminal
from research_assistant.domain.errors import InvalidInput


@pytest.mark.parametrize("name", ["pdf", "docx"])
def test_pages_do_not_go_to_a_terminal(monkeypatch: pytest.MonkeyPatch, name: str) -> None:
    monkeypatch.setattr("sys.stdout.isatty", lambda: True)

    with pytest.raises(InvalidInput, match=f"A terminal cannot show {name}") as caught:
        check_terminal(name)
    assert caught.value.next_step == f"Write a file: --output report.{name}"


def test_pages_go_through_a_pipe_and_text_goes_everywhere(monkeypatch: pytest.MonkeyPatch) -> None:
    check_terminal("pdf")
    monkeypatch.setattr("sys.stdout.isatty", lambda: True)
    check_terminal("markdown")
