"""Reports as PDF: tagged pages (PDF/UA-1) that Typst sets in a confined child process."""

import asyncio
import json
import math
import os
from contextlib import suppress

from research_assistant.adapters.export.setting import document
from research_assistant.adapters.export.typesetting import LARGEST_FILE, MADE
from research_assistant.domain.errors import Unavailable
from research_assistant.domain.report import Report
from research_assistant.kit.children import Child
from research_assistant.kit.frames import OversizedFrame
from research_assistant.ports.citer import Rendered

SECONDS = 60.0
"""For one report; twenty findings take half of one."""

MEMORY = 4 * 1024**3
"""Bytes of address space, which the fonts of the machine lie in as well."""

AT_ONCE = 2
"""Reports that one process lets be set at the same time."""

_MODULE = f"{__package__}.typesetting"


class PdfExporter:
    """PDF pages without scripts, forms, attachments or anything that is loaded when they are opened.

    Args:
        seconds: What one report may take.
        module: What the child process runs.
    """

    name = "pdf"
    suffix = ".pdf"
    media_type = "application/pdf"

    def __init__(self, *, seconds: float = SECONDS, module: str = _MODULE) -> None:
        self._seconds = seconds
        self._module = module
        self._free = asyncio.Semaphore(AT_ONCE)

    async def render(self, report: Report, references: Rendered) -> bytes:
        """Return `report` as PDF, the same bytes each time on one machine; see the port.

        Raises:
            Unavailable: Typst failed.
        """
        tree = json.dumps(document(report, references), ensure_ascii=False).encode()
        async with self._free:
            try:
                async with asyncio.timeout(self._seconds):
                    answer = await self._answer(tree, int(report.finished_at.timestamp()))
            except TimeoutError as error:
                raise _failed(f"it took more than {self._seconds:g} seconds") from error
            except OversizedFrame as error:
                raise _failed("it is too large") from error
            except (asyncio.IncompleteReadError, OSError) as error:
                raise _failed("the process that sets it ended") from error
        if answer[:1] != MADE:
            raise _failed(answer[1:].decode(errors="replace"))
        return answer[1:]

    async def _answer(self, tree: bytes, made_at: int) -> bytes:
        conditions = {"parent": os.getpid(), "memory": MEMORY, "seconds": math.ceil(self._seconds)}
        child = await Child.start(self._module, [json.dumps(conditions)])
        try:
            # A child that ends early says so when it is listened to.
            with suppress(ConnectionError):
                await child.send(tree)
                await child.send(str(made_at).encode())
            return await child.receive(largest=LARGEST_FILE)
        finally:
            await child.end()


def _failed(reason: str) -> Unavailable:
    return Unavailable(
        f"The PDF could not be made: {reason}.", next_step="Try again, or choose another format, such as html."
    )
