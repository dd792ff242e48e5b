"""Which words of a found passage are shown first."""

from research_assistant.domain.passage import Passage
from research_assistant.kit.sentences import sentences
from research_assistant.kit.words import content_words


def best_sentence(text: str, passage: Passage, asked: str) -> tuple[int, int]:
    """Return start and end of the sentence that shares most different words with what was asked.

    Args:
        text: The document's.
        passage: Where to look in it; an empty one gives an empty span.
        asked: The search text.
    """
    wanted = set(content_words(asked))
    best = (passage.start, passage.start)
    most = -1
    for span in sentences(text[passage.start : passage.end]):
        start, end = passage.start + span.start, passage.start + span.end
        shared = len(wanted.intersection(content_words(text[start:end])))
        if shared > most:
            best, most = (start, end), shared
    return best
