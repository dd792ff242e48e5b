"""Claims put as questions, in the plain ways in which people ask."""

import re

_AUXILIARY = re.compile(r"\b(is|are|was|were|can|may|could|has|have|will|does|do|did)\b")
_VERBS = """
    accelerate activate affect aggravate alleviate allow alter attenuate augment block cause change confer control
    correlate contribute decrease delay depend destabilize determine diminish disrupt drive elevate encode enhance
    exacerbate express facilitate hinder impair improve increase indicate induce inhibit influence interact
    interfere involve lack lead limit lower mediate modulate occur play predict prevent produce promote protect
    provide reduce regulate release repress require restore result reverse show slow stimulate stop strengthen
    suppress target trigger use weaken worsen
"""
_THIRD_PERSON = {f"{verb}s": verb for verb in _VERBS.split()}
_VERB = re.compile(rf"\b({'|'.join(_THIRD_PERSON)})\b")
_PREPOSITION = re.compile(r"^(by|for|from|in|of|on|to|with)\b\s*")
_SHIFTS = (
    "How does {subject} affect {rest}?",
    "What is the relationship between {subject} and {rest}?",
    "What is known about {subject} and {rest}?",
    "What is the effect of {subject} on {rest}?",
)


def asked(claim: str) -> list[str]:
    """Return the claim as it stands, as a question for yes or no, and as an open question where its verb is plain."""
    statement = claim.strip().rstrip(".")
    clause = _lowered(statement)
    if found := _AUXILIARY.search(clause, 1):
        subject, rest = clause[: found.start()].strip(), clause[found.end() :].strip()
        closed = f"{found.group().capitalize()} {subject} {rest}?"
        return [claim, closed, f"What is known about {subject} and {rest}?"]
    if found := _VERB.search(clause, 1):
        subject, rest = clause[: found.start()].strip(), clause[found.end() :].strip()
        closed = f"Does {subject} {_THIRD_PERSON[found.group()]} {rest}?"
        number = sum(map(ord, claim))
        opened = [shift.format(subject=subject, rest=_PREPOSITION.sub("", rest)) for shift in _SHIFTS]
        choices = [f"What {found.group()} {rest}?", f"What does {subject} {_THIRD_PERSON[found.group()]}?", *opened]
        return [claim, closed, choices[number % len(choices)]]
    return [claim, f"Is it true that {clause}?", f"Do studies show that {clause}?"]


def _lowered(text: str) -> str:
    """Return `text` with a small first letter, unless its first word is a name or an abbreviation."""
    first = text.split(maxsplit=1)[0]
    plain = first[1:].islower() and "-" not in first
    return text[0].lower() + text[1:] if plain else text
