"""Reads in this process what ships with the product: bytes that need no child to be read in."""

from collections.abc import Iterator

from research_assistant.adapters.extract.extracted import Origin
from research_assistant.adapters.extract.files import unpacked
from research_assistant.adapters.extract.kinds import kind_of, plain_name
from research_assistant.adapters.extract.readings import reading_of
from research_assistant.domain.boxes import Boxes
from research_assistant.domain.library import Reading
from research_assistant.ports.clock import Clock
from research_assistant.ports.extractor import Refusal


def trusted_readings(content: bytes, *, name: str, collection: str, clock: Clock) -> Iterator[Reading]:
    """Yield what our own bytes hold.

    Raises:
        Unreadable: They cannot be read.
        ValueError: A record of them cannot be read.
    """
    content = unpacked(content)
    kind = kind_of(content, name=name).kind
    for entry in kind.load()(content, Origin(name=plain_name(name), collection=collection)):
        if isinstance(entry, Refusal):
            raise ValueError(f"{name}, {entry.place}: {entry.reason}")  # noqa: TRY004 - a value was wrong, not a type
        yield reading_of(entry, Boxes.of(entry.boxes), content=content, name=name, kind=kind, clock=clock)
