"""Which passwords can be chosen."""

import pytest

from research_assistant.domain.errors import InvalidInput
from research_assistant.domain.password import LONGEST, check_password


def check(password: str, *, shortest: int = 8) -> None:
    words = ("alice", "alice@example.org", "example.org", "research")
    check_password(password, shortest=shortest, own_words=words, common={"password1", "correcthorsebatterystaple"})


@pytest.mark.parametrize(
    "password",
    [
        "tin lid Ω moss",
        "correct horse battery",
        "12 angry men 3 times",
        "пароль из слов",
        "research is a long road",
        " " * 3 + "a lamp",
    ],
)
def test_long_and_unlikely_ones_are_taken(password: str):
    check(password)


@pytest.mark.parametrize(
    ("password", "reason"),
    [
        ("short", "5 characters"),
        ("a" * (LONGEST + 1), "1,025 characters"),
        ("PassWord1", "tried first"),
        ("abababab", "repeats"),
        ("aaaaaaaaaaaa", "repeats"),
        ("12345678901", "counts on"),
        ("qwertyuiop123", "counts on"),
        ("zyxwvutsr", "counts on"),
        ("alice@example.org1", "alice@example.org"),
    ],
)
def test_the_others_are_refused_with_the_reason(password: str, reason: str):
    with pytest.raises(InvalidInput, match=reason):
        check(password)


def test_length_counts_characters_not_bytes():
    with pytest.raises(InvalidInput):
        check("ääääööö", shortest=8)
    check("ä ö ü ß ñ", shortest=8)
