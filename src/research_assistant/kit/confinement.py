"""What a child process gives up before it touches bytes of strangers; nothing of it can be taken back.

On Linux all of this holds. macOS knows no limit of memory that it keeps, and neither namespaces nor a signal at the
parent's death: there the wall clock of the parent, the end of its pipes and the number of open files remain.
"""

import ctypes
import os
import resource
import signal
import sys
from contextlib import suppress
from dataclasses import dataclass

_PR_SET_PDEATHSIG = 1
_CLONE_NEWNET, _CLONE_NEWUSER = 0x4000_0000, 0x1000_0000
_NICENESS = 5
_WORLDLY = ("socket.", "subprocess.", "os.system", "os.exec", "os.fork", "os.spawn", "os.posix_spawn")


@dataclass(frozen=True, slots=True, kw_only=True)
class Limits:
    """What a child may take.

    Attributes:
        memory: Bytes of address space, code and libraries included.
        file_size: Bytes of any file that it writes.
        open_files: How many at once.
    """

    memory: int
    file_size: int
    open_files: int = 64


def confine(limits: Limits) -> None:
    """Limit this process for good; what the platform does not know is left out."""
    os.umask(0o077)
    os.nice(_NICENESS)
    if sys.platform == "linux":
        _leave_the_network()
    for name, limit in (
        ("RLIMIT_AS", limits.memory),
        ("RLIMIT_DATA", limits.memory),
        ("RLIMIT_FSIZE", limits.file_size),
        ("RLIMIT_NOFILE", limits.open_files),
        ("RLIMIT_CORE", 0),
        ("RLIMIT_NPROC", 0),
    ):
        _limit(name, limit)


def die_with_parent(parent: int) -> None:
    """Let the kernel kill this process when its parent ends; does nothing where it cannot."""
    if sys.platform == "linux":
        ctypes.CDLL(None).prctl(_PR_SET_PDEATHSIG, signal.SIGKILL)
        if os.getppid() != parent:
            # It ended before we asked.
            os._exit(1)


def limit_processor_time(seconds: int) -> None:
    """Let the kernel end this process when it has computed for `seconds` more; to be called again for more."""
    used = resource.getrusage(resource.RUSAGE_SELF)
    hard = resource.getrlimit(resource.RLIMIT_CPU)[1]
    soft = int(used.ru_utime + used.ru_stime) + seconds + 1
    with suppress(ValueError, OSError):
        resource.setrlimit(resource.RLIMIT_CPU, (soft, hard))


def refuse_the_world() -> None:
    """Refuse Python code connections and processes.

    A second line only: it does not bind the code of C libraries, which sees no network where the kernel let this
    process into a network namespace of its own.
    """

    def refuse(event: str, _arguments: tuple[object, ...]) -> None:
        if event.startswith(_WORLDLY):
            raise PermissionError(f"{event} is refused in a process that reads files")

    sys.addaudithook(refuse)


def _limit(name: str, limit: int) -> None:
    which = getattr(resource, name, None)
    if which is not None:
        with suppress(ValueError, OSError):
            _, hard = resource.getrlimit(which)
            lowest = limit if hard == resource.RLIM_INFINITY else min(limit, hard)
            resource.setrlimit(which, (lowest, lowest))


def _leave_the_network() -> None:
    """Move into an empty network of our own: root may at once, others where the kernel lets them have namespaces."""
    kernel = ctypes.CDLL(None, use_errno=True)
    if kernel.unshare(_CLONE_NEWNET) != 0:
        kernel.unshare(_CLONE_NEWUSER | _CLONE_NEWNET)
