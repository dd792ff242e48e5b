"""The formats there are."""

from collections.abc import Mapping

from research_assistant.adapters.export.docx import DocxExporter
from research_assistant.adapters.export.html import HtmlExporter
from research_assistant.adapters.export.json_format import JsonExporter
from research_assistant.adapters.export.markdown import MarkdownExporter
from research_assistant.adapters.export.pdf import PdfExporter
from research_assistant.ports.exporter import Exporter


def exporters() -> Mapping[str, Exporter]:
    """Return every exporter by its name."""
    members: tuple[Exporter, ...] = (MarkdownExporter(), HtmlExporter(), PdfExporter(), DocxExporter(), JsonExporter())
    return {member.name: member for member in members}
