"""Reports as DOCX (ECMA-376), which pandoc writes in the styles of our reference document."""

import asyncio
import json
from datetime import UTC, datetime
from importlib.resources import as_file, files
from io import BytesIO
from pathlib import Path
from tempfile import TemporaryDirectory
from zipfile import ZIP_DEFLATED, ZipFile, ZipInfo

from research_assistant.adapters.export.setting import document
from research_assistant.domain.errors import Unavailable
from research_assistant.domain.report import Report
from research_assistant.kit.pandoc import PandocFailed, pandoc
from research_assistant.ports.citer import Rendered

SECONDS = 60.0
"""For one report; twenty findings take a quarter of one."""

AT_ONCE = 2
"""Reports that one process lets be written at the same time."""

_PROPERTIES, _NO_TIME = "docProps/core.xml", b"1970-01-01T00:00:00Z"


class DocxExporter:
    """Word documents without macros, fields, pictures or anything that is loaded when they are opened.

    Args:
        program: pandoc; the one that pypandoc-binary brings where `None`.
        seconds: What one report may take.
    """

    name = "docx"
    suffix = ".docx"
    media_type = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"

    def __init__(self, *, program: Path | None = None, seconds: float = SECONDS) -> None:
        self._program = program
        self._seconds = seconds
        self._free = asyncio.Semaphore(AT_ONCE)

    async def render(self, report: Report, references: Rendered) -> bytes:
        """Return `report` as DOCX, the same bytes each time; see the port.

        Raises:
            Unavailable: pandoc failed.
        """
        content = json.dumps(document(report, references)).encode()
        try:
            async with self._free:
                made = await self._written(content)
        except PandocFailed as error:
            raise Unavailable(
                f"The Word document could not be made: {error}.",
                next_step="Try again, or choose another format, such as html.",
            ) from error
        return _dated(made, report.finished_at)

    async def _written(self, content: bytes) -> bytes:
        styles = files("research_assistant") / "assets" / "style" / "reference.docx"
        with as_file(styles) as reference, TemporaryDirectory(prefix="docx-") as folder:
            return await pandoc(
                ("--from=json", "--to=docx", f"--reference-doc={reference}", "--output=-"),
                content,
                folder=Path(folder),
                seconds=self._seconds,
                program=self._program,
            )


def _dated(made: bytes, moment: datetime) -> bytes:
    """Return the document with the time it was made at, which a pandoc in its sandbox does not know."""
    told = f"{moment.astimezone(UTC):%Y-%m-%dT%H:%M:%SZ}".encode()
    packed = BytesIO()
    with ZipFile(BytesIO(made)) as pages, ZipFile(packed, "w", ZIP_DEFLATED) as dated:
        for name in pages.namelist():
            content = pages.read(name)
            if name == _PROPERTIES:
                content = content.replace(_NO_TIME, told)
            dated.writestr(ZipInfo(name, moment.astimezone(UTC).timetuple()[:6]), content, ZIP_DEFLATED)
    return packed.getvalue()
