"""The checker's model as it ships: two fits, and how much each word says."""

import json
from dataclasses import dataclass
from functools import lru_cache
from math import log
from pathlib import Path

from research_assistant.adapters.check.features import VERSION, Rarity
from research_assistant.adapters.check.model import Model, unpacked
from research_assistant.domain.errors import ConfigurationError

MODEL = "model.json"
REMEMBERED = 20_000


@dataclass(frozen=True)
class Stored:
    """What `model.json` holds.

    Attributes:
        embedder: The model whose cosines `with_vectors` knows.
        rarity: How much a stem says.
    """

    embedder: str
    rarity: Rarity
    with_vectors: Model
    by_words: Model


def read_model(folder: Path) -> Stored:
    """Return the shipped model.

    Raises:
        ConfigurationError: It is missing, damaged, or was made for other features.
    """
    try:
        stored = json.loads((folder / MODEL).read_text("utf-8"))
        _refuse_other_features(stored["features"])
        return Stored(
            embedder=stored["embedder"],
            rarity=rarity(stored["texts"], stored["counts"]),
            with_vectors=unpacked(stored["with_vectors"], with_vectors=True),
            by_words=unpacked(stored["by_words"], with_vectors=False),
        )
    except (OSError, ValueError, KeyError) as error:
        raise ConfigurationError(
            f"The checker's model in {folder} cannot be used: {error}.", next_step="Install the program again."
        ) from error


def _refuse_other_features(version: str) -> None:
    if version != VERSION:
        raise ValueError(f"it was made for {version}, and this is {VERSION}")


def rarity(texts: int, counts: dict[str, int]) -> Rarity:
    """Return the inverse document frequency of stems, from how many of so many texts hold each."""

    @lru_cache(REMEMBERED)
    def of(stem: str) -> float:
        return log((texts + 1) / (counts.get(stem, 1) + 1))

    return of
