"""The contrary of a sentence, made by rule: a text whose likeness to the evidence is held against the claim's own."""

import re

_PAIRS = """
    increase/decrease increases/decreases increased/decreased increasing/decreasing reduce/increase reduces/increases
    reduced/increased reduction/increase higher/lower more/less greater/smaller promote/inhibit promotes/inhibits
    promoted/inhibited activates/inhibits activation/inhibition improve/worsen improves/worsens improved/worsened
    prevent/cause prevents/causes enhance/impair enhances/impairs enhanced/impaired induce/suppress induces/suppresses
    induced/suppressed upregulates/downregulates upregulation/downregulation positive/negative positively/negatively
    lacks/has lack/have effective/ineffective
"""
_CONTRARY: dict[str, str] = {}
for _one, _, _other in (pair.partition("/") for pair in _PAIRS.split()):
    _CONTRARY.setdefault(_one, _other)
    _CONTRARY.setdefault(_other, _one)
_NEGATION = re.compile(r"\b(not|no|never|cannot)\b ?")
_DIRECTION = re.compile(rf"\b({'|'.join(_CONTRARY)})\b", re.IGNORECASE)
_AUXILIARY = re.compile(r"\b(is|are|was|were|can|may|could|has|have|will|does|do|did)\b")


def opposite(text: str) -> str:
    """Return `text` without its negation; or else with its first direction turned, or with a negation put in."""
    if found := _NEGATION.search(text):
        return text[: found.start()] + ("can " if found[1] == "cannot" else "") + text[found.end() :]
    if found := _DIRECTION.search(text):
        return text[: found.start()] + _CONTRARY[found[1].lower()] + text[found.end() :]
    if found := _AUXILIARY.search(text):
        return f"{text[: found.end()]} not{text[found.end() :]}"
    return f"It is not true that {text}"
