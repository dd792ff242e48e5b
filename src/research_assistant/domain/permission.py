"""What somebody may be allowed to do."""

from enum import StrEnum


class Permission(StrEnum):
    """One kind of doing; a role allows some, and a token some of those of its owner."""

    READ = "read"
    """See what is one's own, and what is shared."""
    ASK = "ask"
    """Ask research queries, cancel, resume and delete them."""
    LIBRARY = "library"
    """Add works to one's library, and remove them."""
    ADMIN = "admin"
    """See to accounts, and see the figures of all users."""
