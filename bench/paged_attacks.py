"""Hostile strings in every place of PDF and Word reports: each is set as text, and nothing is loaded, linked or run.

`python bench/paged_attacks.py --data ../shared/data` takes every string of the public collections that `attacks.py`
takes, several to a report, and prints how many reports failed or held anything alive; and how long one report takes.
"""

import argparse
import asyncio
import re
import statistics
import sys
import time
from io import BytesIO
from pathlib import Path
from zipfile import ZipFile

sys.path.insert(0, str(Path(__file__).parents[1] / "tests"))

from pypdf import PdfReader

import reports
from attacks import hostile_strings, shared_out
from hostile import PLACES, escaped_references, planted
from research_assistant.adapters.export.docx import DocxExporter
from research_assistant.adapters.export.pdf import PdfExporter
from research_assistant.domain.report import Report

ALIVE = re.compile(rb"/(JavaScript|JS|Launch|EmbeddedFile|SubmitForm|OpenAction|AA|GoToR|GoToE)\b")
FIELDS = re.compile(rb"<w:(instrText|drawing|object|fldSimple|pict|altChunk)\b")
WEB = re.compile(r"https?://")


def main() -> None:
    """Print the figures, and leave with 1 where a report failed or something is alive."""
    arguments = argparse.ArgumentParser(description=__doc__)
    arguments.add_argument("--data", type=Path, default=Path("../shared/data"))
    arguments.add_argument("--every", type=int, default=1, help="take one string of so many")
    given = arguments.parse_args()
    strings = list(dict.fromkeys(hostile_strings(given.data / "adversarial")))[:: given.every]
    found, seconds = asyncio.run(
        _attacked([planted([text or reports.QUESTION for text in texts]) for texts in shared_out(strings, 1)])
    )
    print(f"{len(strings)} strings, {PLACES} to a report")
    for name, taken in seconds.items():
        print(f"{name}: {len(taken)} reports, median {statistics.median(taken):.2f} s, slowest {max(taken):.2f} s")
    print(f"alive or failed: {len(found)}")
    for each in found[:5]:
        print(f"  {each}")
    raise SystemExit(bool(found))


async def _attacked(attacking: list[Report]) -> tuple[list[str], dict[str, list[float]]]:
    found: list[str] = []
    seconds: dict[str, list[float]] = {"pdf": [], "docx": []}
    for number, report in enumerate(attacking):
        for exporter, look in ((PdfExporter(), _alive_in_pdf), (DocxExporter(), _alive_in_docx)):
            began = time.perf_counter()
            try:
                made = await exporter.render(report, escaped_references(report))
            except Exception as error:  # noqa: BLE001 - whatever stops an exporter is a finding
                found.append(f"report {number} as {exporter.name}: {error!r:.300}")
                continue
            seconds[exporter.name].append(time.perf_counter() - began)
            found += [f"report {number} as {exporter.name}: {each}" for each in look(made)]
    return found, seconds


def _alive_in_pdf(made: bytes) -> list[str]:
    links = [
        str(note.get_object()["/A"]["/URI"])
        for page in PdfReader(BytesIO(made)).pages
        for note in page.get("/Annots") or ()
        if "/URI" in note.get_object().get("/A", {})
    ]
    return [match.decode() for match in ALIVE.findall(made)] + [link for link in links if not WEB.match(link)]


def _alive_in_docx(made: bytes) -> list[str]:
    packed = ZipFile(BytesIO(made))
    told = "".join(packed.read(name).decode() for name in packed.namelist() if name.endswith(".rels"))
    links = re.findall(r'Target="([^"]*)" TargetMode="External"|TargetMode="External" Target="([^"]*)"', told)
    alive = [
        match.decode()
        for name in packed.namelist()
        if name.endswith(".xml")
        for match in FIELDS.findall(packed.read(name))
    ]
    return alive + [link for pair in links for link in pair if link and not WEB.match(link)]


if __name__ == "__main__":
    main()
