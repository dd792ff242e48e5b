"""Ids that sort by the time they were made."""

import uuid_utils


def new_id() -> str:
    """Return a fresh UUID version 7 (RFC 9562) in its canonical form."""
    return str(uuid_utils.uuid7())
