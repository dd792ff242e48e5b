"""A stranger clones the project and types `make demo`."""

import json
import time
from pathlib import Path

import pytest

from shells import Shell

pytestmark = pytest.mark.system

SECOND_RUN_SECONDS = 15


@pytest.fixture(scope="module")
def told(clone: Path, shell: Shell) -> str:
    """What `make demo` prints the first time."""
    return shell("make demo", cwd=clone)


def test_the_demonstration_ends_with_a_report_and_what_to_type_next(told: str):
    assert "## Short answer" in told
    assert "## Findings" in told
    assert "## References" in told
    assert 'research.py query "' in told.strip().splitlines()[-1]


def test_every_quote_stands_where_the_report_says(told: str, clone: Path, shell: Shell):
    report = json.loads((clone / "data" / "output" / "demo.json").read_text(encoding="utf8"))
    names = {source["id"]: "{scheme}:{value}".format(**source["identifiers"][0]) for source in report["sources"]}

    assert told
    assert len(report["citations"]) >= 3
    for citation in report["citations"]:
        show = f"research.py library show '{names[citation['source_id']]}' --json"
        stored = json.loads(shell(f"DATA_DIR=./data .venv/bin/python {show} 2>/dev/null", cwd=clone))
        assert stored["document_id"] == citation["document_id"]
        assert stored["text"][citation["start"] : citation["end"]] == citation["exact"]


def test_the_second_run_is_quick_and_needs_no_network(told: str, clone: Path, shell: Shell):
    assert told
    began = time.monotonic()
    # An index that is not there: whoever asked it would fail.
    again = shell("make demo", cwd=clone, PIP_INDEX_URL="http://127.0.0.1:1/", PIP_NO_CACHE_DIR="1")

    assert time.monotonic() - began <= SECOND_RUN_SECONDS
    assert "## Findings" in again


def test_nothing_is_written_beside_the_data(told: str, clone: Path, shell: Shell):
    assert told
    assert shell("git status --porcelain", cwd=clone) == ""
