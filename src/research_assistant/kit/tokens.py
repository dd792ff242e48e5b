"""Secrets that somebody carries: random, told once, and known to us by their hash alone."""

from hashlib import sha256
from secrets import token_urlsafe

BYTES = 32
"""256 bits: nobody guesses one, so a fast hash keeps them."""


def new_token(prefix: str = "") -> str:
    """Return a fresh secret of 256 random bits, in characters that cookies, headers and addresses can carry.

    Args:
        prefix: What tells its kind to those who find one where it should not be.
    """
    return prefix + token_urlsafe(BYTES)


def digest(token: str) -> str:
    """Return the SHA-256 of `token` in hexadecimal: what is kept of it."""
    return sha256(token.encode(errors="surrogatepass")).hexdigest()
