"""What writes a report as a file of one format."""

from typing import Protocol

from research_assistant.domain.report import Report
from research_assistant.ports.citer import Rendered


class Exporter(Protocol):
    """A format that reports are written in."""

    @property
    def name(self) -> str:
        """The name that options and addresses use, such as `markdown`."""

    @property
    def suffix(self) -> str:
        """How names of its files end, such as `.md`."""

    @property
    def media_type(self) -> str:
        """What its bytes are, such as `text/markdown; charset=utf-8`."""

    async def render(self, report: Report, references: Rendered) -> bytes:
        """Return `report` as a file.

        Args:
            report: The report; nothing in it can become markup of the format.
            references: Of every source that the report cites, under its `citation_key`, as Markdown.

        Raises:
            Unavailable: What makes the format did not do its work.
        """
