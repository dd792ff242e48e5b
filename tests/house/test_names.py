"""What may stand in no file of the project: hosts of package registries, paths of one machine, another lock file."""

import re
import subprocess
from pathlib import Path

ROOT = Path(__file__).parents[2]

# Written so that this file does not hold what it forbids.
FORBIDDEN = re.compile(
    r"py[p]i\.org|python[h]osted\.org|registry\.np[m]js|mirrors?\.[a-z]+\.(?:com|org|cn)/py[p]i"
    r"|uv[.]lock"
    r"|(?<![a-z.])/(?:home|root|work|Users)/[A-Za-z]"
    r"|--(?:extra-)?index-[u]rl "
)
UNREADABLE = {".xz", ".npz", ".onnx", ".png", ".docx", ".pdf", ".gz"}


def tracked() -> list[Path]:
    """Return the files that are part of the project, as git knows them."""
    listed = subprocess.run(
        ["/usr/bin/env", "git", "ls-files", "-z", "--cached", "--others", "--exclude-standard"],
        capture_output=True,
        text=True,
        check=True,
        cwd=ROOT,
    )
    return [ROOT / name for name in listed.stdout.split("\0") if name and (ROOT / name).is_file()]


def test_no_file_names_a_registry_or_a_machine():
    found = []
    for path in tracked():
        if path.suffix in UNREADABLE:
            continue
        for number, line in enumerate(path.read_text(encoding="utf8").splitlines(), start=1):
            if match := FORBIDDEN.search(line):
                found.append(f"{path.relative_to(ROOT)}:{number}: {match[0]}")

    assert found == []


def test_what_is_installed_is_locked_with_hashes():
    for name in ("requirements.txt", "requirements-dev.txt"):
        entries = re.split(r"\n(?=[a-z0-9])", (ROOT / name).read_text(encoding="utf8").strip())
        assert len(entries) > 20
        for entry in entries:
            assert re.match(r"[a-z0-9._-]+==\S+", entry), entry
            assert "--hash=sha256:" in entry, entry


def test_what_is_developed_with_is_what_is_run_and_more():
    def pins(name: str) -> set[str]:
        return set(re.findall(r"^\S+==\S+", (ROOT / name).read_text(encoding="utf8"), re.MULTILINE))

    assert pins("requirements.txt") < pins("requirements-dev.txt")
