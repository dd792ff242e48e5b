"""The demonstration library: its vectors are those of its texts, as they are read today, and of the shipped model."""

from datetime import UTC, datetime
from functools import partial
from hashlib import sha256

from research_assistant.adapters.embed.registry import embedder
from research_assistant.adapters.embed.shipped import CollectionFolder
from research_assistant.adapters.extract.trusted import trusted_readings
from research_assistant.bootstrap import ASSETS
from research_assistant.domain.passage import text_to_embed

DEMONSTRATION = CollectionFolder(
    ASSETS / "scifact", partial(trusted_readings, clock=lambda: datetime(2026, 1, 1, tzinfo=UTC))
)


def test_shipped_vectors_are_those_of_the_texts_as_they_are_read():
    readings = list(DEMONSTRATION.readings())
    texts = (text_to_embed(reading.document.title, reading.document.text) for reading in readings)
    digest = sha256("".join(f"{text}\n" for text in texts).encode()).hexdigest()
    model = embedder("all-MiniLM-L6-v2", assets=ASSETS)
    assert model is not None

    vectors = DEMONSTRATION.vectors(model.fingerprint, digest)

    assert vectors is not None, "make them anew: bench/make_demonstration.py"
    assert vectors.shape == (len(readings), model.dimensions)
