"""What runs one stage of the way, so that it is never done twice."""

from collections.abc import Awaitable, Callable
from typing import ParamSpec, Protocol, TypeVar

Given = ParamSpec("Given")
Made = TypeVar("Made")


class Step(Protocol):
    """Runs a stage, tells its events, and keeps what it made.

    The output of a stage must be told by its return annotation alone: a frozen
    dataclass or a tuple of them, which go to JSON and come back equal.
    """

    async def __call__(
        self, stage: Callable[Given, Awaitable[Made]], *args: Given.args, **kwargs: Given.kwargs
    ) -> Made:
        """Return what `stage` makes of what is given, or what it made before it was interrupted.

        Raises:
            StorageUnavailable: What it made could not be kept; the stage will be run again.
        """
