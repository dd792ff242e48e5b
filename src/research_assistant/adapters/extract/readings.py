"""What a reader extracted, with the bytes that it is from: a reading that can be kept."""

from research_assistant.adapters.extract.extracted import Extracted
from research_assistant.adapters.extract.kinds import Kind
from research_assistant.domain.boxes import Boxes
from research_assistant.domain.document import Document, document_id
from research_assistant.domain.library import Reading
from research_assistant.domain.snapshot import Snapshot
from research_assistant.kit.language import UNDETERMINED
from research_assistant.ports.clock import Clock


def reading_of(extracted: Extracted, boxes: Boxes, *, content: bytes, name: str, kind: Kind, clock: Clock) -> Reading:
    """Return the reading; its snapshot is the record, where the file holds many, else the file.

    Args:
        extracted: What the reader of `kind` made of the file or of one record in it.
        boxes: Where its words are seen.
        content: The file.
        name: What it is called.
        kind: What it is.
        clock: Tells when it was received.
    """
    whole = extracted.record is None
    snapshot = Snapshot.of(
        content if extracted.record is None else extracted.record,
        media_type=kind.media_types[0] if whole else extracted.media_type,
        url=f"file:{name}" if whole else f"file:{name}#{extracted.place}",
        received_at=clock(),
    )
    return Reading(
        work=extracted.work,
        snapshot=snapshot,
        document=Document(
            document_id=document_id(snapshot.sha256, kind.extractor),
            snapshot_sha256=snapshot.sha256,
            extractor=kind.extractor,
            title="" if extracted.untitled else extracted.work.title,
            text=extracted.text,
            extent=extracted.extent,
            language=extracted.language or UNDETERMINED,
            licence=extracted.licence,
            sections=extracted.sections,
            pages=extracted.pages,
        ),
        boxes=boxes,
        limits=extracted.limits,
    )
