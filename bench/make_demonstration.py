"""Make the demonstration library out of SciFact: records and the vectors of their passages.

python bench/make_demonstration.py ../shared/data/scifact/corpus.jsonl
"""

import argparse
import asyncio
import json
import lzma
from datetime import UTC, datetime
from hashlib import sha256
from pathlib import Path

from research_assistant.adapters.embed.registry import BUILT_IN, embedder
from research_assistant.adapters.embed.shipped import write_vectors
from research_assistant.adapters.extract.trusted import trusted_readings
from research_assistant.domain.passage import text_to_embed

ASSETS = Path(__file__).parents[1] / "src" / "research_assistant" / "assets"
FOLDER = ASSETS / "scifact"


async def make(corpus: Path) -> None:
    """Write `records.jsonl.xz` and `vectors.npz` into the assets."""
    FOLDER.mkdir(parents=True, exist_ok=True)
    records = [json.loads(line) for line in corpus.read_text(encoding="utf8").splitlines()]
    lines = (
        json.dumps(
            {"id": str(record["doc_id"]), "title": record["title"], "abstract": " ".join(record["abstract"])},
            ensure_ascii=False,
        )
        for record in records
    )
    path = FOLDER / "records.jsonl.xz"
    path.write_bytes(lzma.compress("".join(f"{line}\n" for line in lines).encode(), preset=9 | lzma.PRESET_EXTREME))
    model = embedder(BUILT_IN, assets=ASSETS)
    assert model is not None
    readings = trusted_readings(
        path.read_bytes(), name=path.name, collection=FOLDER.name, clock=lambda: datetime.now(UTC)
    )
    texts = [text_to_embed(reading.document.title, reading.document.text) for reading in readings]
    assert len(texts) == len(records)
    digest = sha256("".join(f"{text}\n" for text in texts).encode()).hexdigest()
    write_vectors(FOLDER, await model.embed(texts), fingerprint=model.fingerprint, texts_sha256=digest)
    print(f"{len(texts)} records, texts {digest[:12]}, model {model.fingerprint[:12]}")


if __name__ == "__main__":
    arguments = argparse.ArgumentParser(description=__doc__)
    arguments.add_argument("corpus", type=Path)
    asyncio.run(make(arguments.parse_args().corpus))
