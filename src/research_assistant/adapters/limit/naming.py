"""What a count is called where it is kept: nobody's address stands there to be read."""

from hashlib import sha256

from research_assistant.ports.limiter import Rate


def name_of(rate: Rate, key: tuple[str, ...]) -> str:
    """Return the name of the count of `key` in windows as long as those of `rate`: 64 hexadecimal digits."""
    return sha256("\0".join((str(rate.seconds), *key)).encode(errors="surrogatepass")).hexdigest()
