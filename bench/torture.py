"""What is lost of difficult reference files: read, written, read again.

Run: python bench/torture.py DATA_FOLDER
"""

import sys
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

from research_assistant.adapters.extract.bibtex import resolved
from research_assistant.adapters.extract.extracted import Extracted, Origin
from research_assistant.adapters.extract.references import read_references
from research_assistant.adapters.extract.writing import reference_writers
from research_assistant.domain.work import Work
from research_assistant.ports.extractor import Refusal

ENCODINGS = {"gbk_test.bib": "gbk"}
WRITTEN = {".bib": "bibtex", ".ris": "ris"}


def main(data: Path) -> None:
    """Print for each file how many entries were read, and how many are the same after they were written."""
    for path in sorted((data / "citation_styles").rglob("*")):
        if path.suffix in WRITTEN:
            _tell(path)


def _tell(path: Path) -> None:
    text = path.read_text(encoding=ENCODINGS.get(path.name, "utf-8-sig"))
    before = list(_read(path.name, text))
    works = [entry for entry in before if isinstance(entry, Extracted)]
    if not works:
        print(f"{path.name}: nothing in it can be told apart")
        return
    writer = reference_writers()[WRITTEN[path.suffix]]
    written = writer.write([(each.work, each.text) for each in works]).decode()
    after = [entry for entry in _read(path.name, written) if isinstance(entry, Extracted)]
    same = sum(_same(one.work, other.work) for one, other in zip(works, after, strict=True))
    texts = sum(one.text == other.text for one, other in zip(works, after, strict=True))
    line = f"{path.name}: {len(works)} read, {len(before) - len(works)} refused; again: {same} works, {texts} texts"
    if path.suffix == ".bib":
        given, made = resolved(text), resolved(written)
        fields = sum(len(entry) for entry in given.values())
        kept = sum(
            made.get(key, {}).get(name) == value for key, entry in given.items() for name, value in entry.items()
        )
        line += f"; {kept} of {fields} fields letter by letter"
    print(line)
    for entry in before:
        if isinstance(entry, Refusal):
            print(f"    {entry.place}: {entry.reason}")


def _same(one: Work, other: Work) -> bool:
    """Tell whether two works are equal but for the key that a RIS record gets when it is written.

    What only the Web of Science has tags for cannot be written as RIS.
    """
    if any(name.startswith("wos:") for name in one.extra):
        return replace(one, extra={}) == replace(other, extra={})
    kept = {name: value for name, value in other.extra.items() if name != "ris:ID" or name in one.extra}
    return one == replace(other, extra=kept)


def _read(name: str, text: str) -> Iterator[Extracted | Refusal]:
    return read_references(text.encode(), Origin(name=name))


if __name__ == "__main__":
    main(Path(sys.argv[1]))
