"""The card that lies beside a built model: what it is called and what decides its vectors."""

import hashlib
import json
from dataclasses import asdict, dataclass
from pathlib import Path

CARD = "card.json"
MODEL = "model.onnx"
TOKENIZER = "tokenizer.json"


@dataclass(frozen=True, slots=True, kw_only=True)
class Card:
    """What a folder with `model.onnx` and `tokenizer.json` holds.

    Attributes:
        name: What settings call the model.
        dimensions: Columns of its vectors.
        max_length: Tokens it reads of a text, the two special ones included; the rest is cut.
        source_sha256: SHA-256 of the weights it was built from.
        fingerprint: SHA-256 over model, tokenizer and length.
        licence: The licence that the source states.
    """

    name: str
    dimensions: int
    max_length: int
    source_sha256: str
    fingerprint: str
    licence: str


def read_card(folder: Path) -> Card:
    """Return the card of a built model.

    Raises:
        OSError: There is no card that can be read.
        ValueError: What lies there is not a card.
    """
    try:
        return Card(**json.loads((folder / CARD).read_text("utf-8")))
    except TypeError as error:
        raise ValueError(f"{folder / CARD} is not a model card: {error}") from error


def write_card(folder: Path, card: Card) -> None:
    """Put the card beside its model."""
    (folder / CARD).write_text(json.dumps(asdict(card), indent=2) + "\n", "utf-8")


def fingerprint(folder: Path, max_length: int) -> str:
    """Return the SHA-256 over all that decides the vectors of a built model; pooling is part of the graph."""
    parts = [sha256(folder / MODEL), sha256(folder / TOKENIZER), str(max_length)]
    return hashlib.sha256("\n".join(parts).encode()).hexdigest()


def sha256(path: Path) -> str:
    """Return the SHA-256 of a file in hexadecimal."""
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()
