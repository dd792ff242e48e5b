"""What writes works as a file that reference managers read."""

from collections.abc import Sequence
from typing import Protocol

from research_assistant.domain.work import Work

Described = tuple[Work, str]
"""A work with its abstract, which may be empty."""


class ReferenceWriter(Protocol):
    """A format that works are written in: BibTeX, RIS, CSL-JSON."""

    @property
    def name(self) -> str:
        """The name that options and addresses use, such as `bibtex`."""

    @property
    def suffix(self) -> str:
        """How names of its files end, such as `.bib`."""

    @property
    def media_type(self) -> str:
        """What its bytes are, such as `application/x-bibtex; charset=utf-8`."""

    def write(self, works: Sequence[Described]) -> bytes:
        """Return `works` as a file in UTF-8, in their order; each has a key of its own.

        A work that was read with a key keeps it; the others get one from author, year and title that does not depend
        on the order.
        """
