"""Passwords that are tried first: the 30,000 most frequent of leaked ones, as zxcvbn ships them."""

from collections.abc import Collection, Iterator
from functools import cached_property


class CommonPasswords(Collection[str]):
    """A set that is loaded when somebody first asks."""

    @cached_property
    def _words(self) -> frozenset[str]:
        from zxcvbn.frequency_lists import FREQUENCY_LISTS  # noqa: PLC0415 - a megabyte that most commands never need

        return frozenset(FREQUENCY_LISTS["passwords"])

    def __contains__(self, word: object) -> bool:
        """Return whether the word, in lower case, is among them."""
        return word in self._words

    def __iter__(self) -> Iterator[str]:
        """Iterate over them in no order."""
        return iter(self._words)

    def __len__(self) -> int:
        """Return how many there are."""
        return len(self._words)
