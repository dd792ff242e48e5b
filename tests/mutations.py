"""Files made wrong: bits turned, ends cut off, pieces of others set in, lengths changed."""

import random
import struct
from collections.abc import Callable, Sequence


def mutated(files: Sequence[tuple[str, bytes]], chance: random.Random) -> tuple[str, bytes]:
    """Return one of the files, given as name and bytes, after some mutations; its name may be another's."""
    name, content = chance.choice(files)
    for _ in range(chance.choice((1, 1, 2, 4, 16))):
        mutate = chance.choice(_MUTATIONS)
        content = mutate(content, chance.choice(files)[1], chance)
    return (chance.choice(files)[0] if chance.random() < 0.05 else name), content


def _turn_bits(content: bytes, _other: bytes, chance: random.Random) -> bytes:
    made = bytearray(content)
    for _ in range(chance.randint(1, 20)):
        if made:
            made[chance.randrange(len(made))] ^= 1 << chance.randrange(8)
    return bytes(made)


def _cut(content: bytes, _other: bytes, chance: random.Random) -> bytes:
    return content[: chance.randint(0, len(content))]


def _leave_out(content: bytes, _other: bytes, chance: random.Random) -> bytes:
    start = chance.randint(0, len(content))
    return content[:start] + content[start + chance.randint(1, 2000) :]


def _splice(content: bytes, other: bytes, chance: random.Random) -> bytes:
    place, start = chance.randint(0, len(content)), chance.randint(0, len(other))
    return content[:place] + other[start : start + chance.randint(1, 4000)] + content[place:]


def _repeat(content: bytes, _other: bytes, chance: random.Random) -> bytes:
    start = chance.randint(0, len(content))
    piece = content[start : start + chance.randint(1, 64)]
    return content[:start] + piece * chance.randint(2, 500) + content[start:]


def _change_length(content: bytes, _other: bytes, chance: random.Random) -> bytes:
    """Write an odd number over four bytes, or over a run of digits."""
    made = bytearray(content)
    number = chance.choice((0, 1, 0x7FFF_FFFF, 0xFFFF_FFFF, chance.getrandbits(32)))
    if chance.random() < 0.5 and len(made) > 4:
        place = chance.randrange(len(made) - 4)
        made[place : place + 4] = struct.pack(chance.choice("<>") + "I", number)
        return bytes(made)
    digits = [place for place in range(0, len(made), 7) if 0x30 <= made[place] <= 0x39]
    if digits:
        made[chance.choice(digits)] = 0x39
        place = chance.choice(digits)
        made[place : place + 1] = str(number).encode()
    return bytes(made)


_MUTATIONS: tuple[Callable[[bytes, bytes, random.Random], bytes], ...] = (
    _turn_bits,
    _cut,
    _leave_out,
    _splice,
    _repeat,
    _change_length,
)
