"""What a password must be, by NIST SP 800-63B-4, section 3.1.1.2: long, and not one that is tried first.

There are no rules of composition and no expiry: the standard forbids both.
"""

import unicodedata
from collections.abc import Collection, Iterable

from research_assistant.domain.errors import InvalidInput

SHORTEST_ALLOWED = 8
"""No operator can ask for less."""

LONGEST = 1_024
"""In code points: far beyond any passphrase, and far below what would make hashing a weapon."""

_ENOUGH_TO_TELL = 4
_NEIGHBOURS = ("abcdefghijklmnopqrstuvwxyz", "0123456789", "qwertyuiop", "asdfghjkl", "zxcvbnm")


def normalised(password: str) -> str:
    """Return `password` as it is hashed: in NFC, so that two keyboards write the same one alike."""
    return unicodedata.normalize("NFC", password)


def check_password(password: str, *, shortest: int, own_words: Iterable[str], common: Collection[str]) -> None:
    """Say whether a password can be chosen.

    Args:
        password: What was chosen.
        shortest: In code points.
        own_words: What an attacker knows of the account: its name, its address, the name of this service.
        common: Passwords that are tried first, in lower case.

    Raises:
        InvalidInput: It cannot; says why.
    """
    chosen = normalised(password)
    length = len(chosen)
    if length < shortest:
        raise _refused(
            f"The password has {length} characters; at least {shortest} are needed.",
            "Use a passphrase: four or five words that do not belong together. Spaces count.",
        )
    if length > LONGEST:
        raise _refused(f"The password has {length:,} characters; {LONGEST:,} are allowed.", "Choose a shorter one.")
    folded = chosen.casefold()
    if folded in common:
        raise _refused("The password is among those that are tried first.", "Choose one that nobody else uses.")
    if _is_repeated(folded) or _runs_on(folded):
        raise _refused("The password repeats or counts on.", "Choose one that cannot be told from its beginning.")
    for word in own_words:
        if len(word) >= _ENOUGH_TO_TELL and length - len(word) < shortest // 2 and word.casefold() in folded:
            raise _refused(f"The password is little more than {word!r}.", "Choose one that has nothing of the account.")


def _is_repeated(password: str) -> bool:
    """Return whether it is a short piece over and over, as in `abcabcabcabc`."""
    return any(
        password == (password[:size] * (len(password) // size + 1))[: len(password)]
        for size in range(1, len(password) // 3 + 1)
    )


def _runs_on(password: str) -> bool:
    """Return whether it only walks along the alphabet, the digits or rows of keys."""
    rows = [row + row for row in _NEIGHBOURS]
    rows += [row[::-1] for row in rows]
    place = 0
    walks = 0
    while place < len(password):
        step = next(
            (
                size
                for size in range(len(password) - place, 2, -1)
                if any(password[place : place + size] in row for row in rows)
            ),
            0,
        )
        if not step:
            return False
        place, walks = place + step, walks + 1
    return walks <= 3


def _refused(reason: str, next_step: str) -> InvalidInput:
    return InvalidInput(reason, next_step=next_step)
