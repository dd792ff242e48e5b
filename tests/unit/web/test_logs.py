"""What the server writes down, and where it cannot be written."""

from pathlib import Path

import pytest

from research_assistant.web.logs import LogFile


def written(path: Path, line: str) -> int:
    file = LogFile(path)
    length = file.write(line)
    file.flush()
    file._current().close()
    return length


def test_a_line_is_in_the_file_at_once(tmp_path: Path):
    path = tmp_path / "logs" / "server.log"
    written(path, "a lone \ud800\n")

    assert path.read_text() == "a lone \\ud800\n"


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="only Linux has a device that is always full")
def test_a_full_disk_costs_the_line_alone():
    assert written(Path("/dev/full"), "lost\n") == len("lost\n")
