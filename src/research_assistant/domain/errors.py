"""Our error tree: every error says what was wrong and what to do next.

* ResearchError
  - InvalidInput ....... what the reader gave cannot be used
    + NameTaken ........ another account has this name or address
    + UnreadableFile ... a file could not be read as what it claims to be
  - ConfigurationError . a setting cannot be used
  - NotFound ........... no such thing, or not yours: the two are told alike
  - NotSignedIn ........ the command needs a signed-in user
    + WrongCredentials . no account has this name and password
  - NotAllowed ......... signed in, but without the right to do this
  - TooMany ............ too often in too short a time; says how long to wait
  - Cancelled .......... the reader asked to stop
  - AwaitingPlan ....... the query waits until its reader has looked at the plan
  - TakenOver .......... another process runs the query now: this one may write nothing more
  - Unavailable ........ a part of the world did not do its work
    + ConnectorUnavailable
    + FetchFailed ...... an address did not give what was asked of it
      * FetchRefused ... our own rules, or those of the site, forbid to ask it
    + EmbedderUnavailable
    + ReferencesUnavailable
    + StorageUnavailable ... database or disk: damaged, locked, full, not writable
      * StorageFull ........ there is no room left
      * NotInitialised ..... there is no database yet, or an older one

Faces catch `ResearchError` and say `str(error)`, then `error.next_step`.
"""


class ResearchError(Exception):
    """The base of all errors that are told to a reader.

    Attributes:
        next_step: One sentence on what to do now; empty where nothing can be done.
    """

    def __init__(self, message: str, *, next_step: str = "") -> None:
        super().__init__(message)
        self.next_step = next_step


class InvalidInput(ResearchError):
    """What the reader gave cannot be used."""


class UnreadableFile(InvalidInput):
    """A file could not be read as what it claims to be.

    Attributes:
        cause: A word that programs can tell refusals apart by, such as `encrypted`.
    """

    def __init__(self, message: str, *, next_step: str = "", cause: str = "damaged") -> None:
        super().__init__(message, next_step=next_step)
        self.cause = cause


class NameTaken(InvalidInput):
    """Another account has this name or address."""


class ConfigurationError(ResearchError):
    """A setting cannot be used."""


class NotFound(ResearchError):
    """There is no such thing, or it is not yours."""


class NotSignedIn(ResearchError):
    """The command needs a signed-in user."""


class WrongCredentials(NotSignedIn):
    """No account has this name and this password; which of the two is wrong is not told."""


class NotAllowed(ResearchError):
    """Signed in, but without the right to do this."""


class TooMany(ResearchError):
    """Too often in too short a time.

    Attributes:
        seconds: How long to wait.
    """

    def __init__(self, message: str, *, seconds: float, next_step: str = "") -> None:
        super().__init__(message, next_step=next_step)
        self.seconds = seconds


class Cancelled(ResearchError):
    """The reader asked to stop."""


class AwaitingPlan(ResearchError):
    """The query goes on when its reader has looked at the plan; until then nobody runs it."""


class TakenOver(ResearchError):
    """Another process runs the query now, and this one may write nothing more of it."""


class Unavailable(ResearchError):
    """A part of the world did not do its work."""


class ConnectorUnavailable(Unavailable):
    """A place that can be searched did not answer."""


class FetchFailed(Unavailable):
    """An address did not give what was asked of it.

    Attributes:
        cause: A word for programs and statistics, such as `timeout`, `status`, `tls`, `dns`, `too-large`.
        status: The status of the answer; `None` where there was none.
    """

    def __init__(self, message: str, *, next_step: str = "", cause: str, status: int | None = None) -> None:
        super().__init__(message, next_step=next_step)
        self.cause = cause
        self.status = status


class FetchRefused(FetchFailed):
    """Our own rules, or those of the site, forbid to ask the address; `cause` names the rule, such as `robots`."""


class EmbedderUnavailable(Unavailable):
    """The embedding model could not be loaded or did not answer."""


class ReferencesUnavailable(Unavailable):
    """The citation processor did not render the references."""


class StorageUnavailable(Unavailable):
    """The database or the disk cannot be used."""


class StorageFull(StorageUnavailable):
    """There is no room left on the disk."""


class NotInitialised(StorageUnavailable):
    """There is no database yet, or it was made by another version."""
