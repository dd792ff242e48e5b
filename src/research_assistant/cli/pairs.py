"""What `research check` reads: a claim and its evidence a line."""

import json
import sys
from dataclasses import dataclass, field
from pathlib import Path

from research_assistant.domain.claim import Pair
from research_assistant.domain.errors import InvalidInput, UnreadableFile

EXPECTED = 'It has to be an object such as {"claim": "…", "evidence": "…"}; evidence may be a list of texts.'


@dataclass(slots=True)
class Pairs:
    """What a file holds.

    Attributes:
        pairs: By the number of their line, from 1.
        refused: Lines that cannot be judged: number, reason, and what is expected.
    """

    pairs: dict[int, Pair] = field(default_factory=dict)
    refused: list[str] = field(default_factory=list)


def read_pairs(file: str) -> Pairs:
    """Return the pairs of a file, or of standard input where `file` is `-`; blank lines are passed over.

    Raises:
        UnreadableFile: The file cannot be opened.
        InvalidInput: There is no line in it, or none that is JSON.
    """
    read = Pairs()
    is_json = False
    for number, line in enumerate(_content(file).split(b"\n"), start=1):
        if not line.strip():
            continue
        try:
            found = _object(line)
            is_json = True
            read.pairs[number] = _pair(found)
        except InvalidInput as error:
            read.refused.append(f"Line {number}: {error} {error.next_step}")
    if not read.pairs and not read.refused:
        raise InvalidInput("There is no line to judge.", next_step=EXPECTED.replace("It has", "Each line has"))
    if not is_json:
        called = "Standard input" if file == "-" else repr(file)
        raise InvalidInput(f"{called} is not JSON Lines.", next_step=EXPECTED.replace("It has", "Each line has"))
    return read


def _content(file: str) -> bytes:
    try:
        content = sys.stdin.buffer.read() if file == "-" else Path(file).read_bytes()
    except OSError as error:
        raise UnreadableFile(
            f"{file!r} cannot be read: {error.strerror or error}.",
            next_step="Name a file of JSON Lines, or - for input.",
        ) from error
    return content.removeprefix(b"\xef\xbb\xbf")


def _object(line: bytes) -> object:
    try:
        return json.loads(line.decode("utf-8"))
    except UnicodeDecodeError as error:
        raise InvalidInput("it is not UTF-8 text.", next_step=EXPECTED) from error
    except (ValueError, RecursionError) as error:
        raise InvalidInput("it is not JSON.", next_step=EXPECTED) from error


def _pair(found: object) -> Pair:
    if not isinstance(found, dict):
        raise InvalidInput("it is not an object.", next_step=EXPECTED)
    claim, evidence = found.get("claim"), found.get("evidence")
    texts = [evidence] if isinstance(evidence, str) else evidence
    if not isinstance(claim, str) or not claim.strip():
        raise InvalidInput("there is no claim in words.", next_step=EXPECTED)
    if not isinstance(texts, list) or not all(isinstance(text, str) for text in texts):
        raise InvalidInput("its evidence is neither a text nor a list of texts.", next_step=EXPECTED)
    if not any(text.strip() for text in texts):
        raise InvalidInput("its evidence is empty.", next_step=EXPECTED)
    return Pair(claim=claim, evidence=tuple(texts))
