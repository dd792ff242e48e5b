"""A place among the processes that run research queries."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class Slot:
    """The lease of one process.

    Attributes:
        executor_id: Names the process as the runner of queries; never used again by another one.
        host: The name of the machine.
        boot_id: Names the time since the machine was started, and the space in which its process numbers count.
        pid: The number of the process.
        started: When the process began, in seconds since 1970.
        beat: Raised while the process lives.
    """

    executor_id: str
    host: str
    boot_id: str
    pid: int
    started: float
    beat: int = 0
