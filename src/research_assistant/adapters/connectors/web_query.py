"""Questions as search engines are asked them: words, and phrases that the reader quoted."""

import re

_OPERATOR = re.compile(r"(?<!\S)[!:\-+~@#*?]+(?=\S)")
_FIELD = re.compile(r"(?<=[^\W\d_]):(?=\S)")
_SHOUTED = re.compile(r"\b(?:AND|OR|NOT|AROUND|NEAR)\b")
_BESIDE_WORDS = re.compile(r"[|()\[\]{}<>^\\]+")


def web_wordings(text: str) -> tuple[str, ...]:
    """Return the words of `text` as every engine may take them; nothing where it holds none."""
    words = web_words(text)
    return (words,) if any(map(str.isalnum, words)) else ()


def web_words(text: str, *, most_words: int = 50, longest: int = 400) -> str:
    """Return `text` as an engine may take it: nothing in it is a command such as `!images`, `site:` or `-word`.

    Quotation marks stay where they are paired: a phrase is what the reader meant.

    Args:
        text: The search text.
        most_words: What is longer is cut; Brave takes 50 words.
        longest: In characters; Brave and Tavily take 400.
    """
    plain = _BESIDE_WORDS.sub(" ", _FIELD.sub(" ", _OPERATOR.sub("", text)))
    plain = _SHOUTED.sub(lambda word: word[0].lower(), plain)
    words = plain.split()[:most_words]
    while words and len(" ".join(words)) > longest:
        words.pop()
    cut = " ".join(words) or plain.strip()[:longest]
    return cut if cut.count('"') % 2 == 0 else cut.replace('"', "")
