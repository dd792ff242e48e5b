"""What renders references: a citation processor."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Protocol

from research_assistant.domain.reference import CslItem


@dataclass(frozen=True, slots=True, kw_only=True)
class Rendered:
    """References in one style, by citation key, as Markdown.

    Attributes:
        in_text: What stands in the text, such as `(Kim, 2014)`, or the number of a note.
        bibliography: The entries in the order of the style.
        notes: What the notes say, in the order of their numbers; empty where the style does not cite in notes.
    """

    in_text: Mapping[str, str]
    bibliography: Mapping[str, str]
    notes: Mapping[str, str] = field(default_factory=dict)


class Citer(Protocol):
    """A CSL engine."""

    def check_style(self, style: str | Path, *, locale: str = "") -> None:
        """Say whether `style` and `locale` can be used.

        Raises:
            InvalidInput: There is no such style, or no such language; names those there are.
        """

    async def render(self, items: Sequence[CslItem], *, style: str | Path, locale: str = "") -> Rendered:
        """Return all `items` rendered in `style`, in one pass so that years and names are told apart.

        Args:
            items: The works, in the order in which they are cited: numbers follow it.
            style: A name, which may come from anybody, or the path of a CSL file, which may come from the reader of
                this machine alone.
            locale: The language of the terms, such as `de-DE`; the style's own where it is empty.

        Raises:
            InvalidInput: There is no such style or language.
            ReferencesUnavailable: The engine failed.
        """
