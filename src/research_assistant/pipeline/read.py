"""Read: for every source a stored copy is at hand, or it is said why not."""

from dataclasses import replace

from research_assistant.domain.source import Source
from research_assistant.ports.tools import Documents


async def read(sources: tuple[Source, ...], documents: Documents) -> tuple[Source, ...]:
    """Return the sources, those without a stored copy marked as unread with the reason."""
    wanted = [source.document_id for source in sources if source.document_id is not None]
    stored = {document.document_id: document for document in await documents.get(wanted)}
    return tuple(
        source
        if source.document_id in stored and stored[source.document_id].text
        else replace(source, document_id=None, unread=_reason(source, known=source.document_id in stored))
        for source in sources
    )


def _reason(source: Source, *, known: bool) -> str:
    if known:
        return "only title and bibliographic fields are known"
    return "no copy is stored" if source.document_id is None else "its copy was removed from the library"
