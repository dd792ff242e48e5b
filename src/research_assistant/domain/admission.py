"""Which hosts of the web the operator lets into queries."""

from collections.abc import Sequence
from dataclasses import dataclass

from research_assistant.domain.sites import is_under
from research_assistant.kit.urls import host_of


@dataclass(frozen=True, slots=True, kw_only=True)
class Admission:
    """Names of hosts, each for itself and all below it.

    Attributes:
        allowed: If there are any, no other host is let in.
        denied: Never let in, whatever is allowed.
    """

    allowed: Sequence[str] = ()
    denied: Sequence[str] = ()

    def admits(self, url: str) -> bool:
        """Tell whether the page at `url` may be a source."""
        host = host_of(url).rstrip(".")
        if any(is_under(host, name) for name in self.denied):
            return False
        return not self.allowed or any(is_under(host, name) for name in self.allowed)
