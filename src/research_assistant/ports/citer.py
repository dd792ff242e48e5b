"""What renders references: a citation processor."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Protocol

from research_assistant.domain.reference import CslItem


@dataclass(frozen=True, slots=True, kw_only=True)
class Rendered:
    """References in one style, by citation key, as Markdown.

    Attributes:
        in_text: What stands in the text, such as `(Kim, 2014)`.
        bibliography: The entries in the order of the style.
    """

    in_text: Mapping[str, str]
    bibliography: Mapping[str, str]


class Citer(Protocol):
    """A CSL engine."""

    def check_style(self, style: str) -> None:
        """Say whether `style` can be used.

        Raises:
            InvalidInput: There is no such style; names those there are.
        """

    async def render(self, items: Sequence[CslItem], *, style: str) -> Rendered:
        """Return all `items` rendered in `style`, in one pass so that years and names are told apart.

        Raises:
            InvalidInput: There is no such style.
            ReferencesUnavailable: The engine failed.
        """
