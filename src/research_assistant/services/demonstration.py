"""The demonstration library: real abstracts that ship with the product, shared with all users."""

from collections.abc import Sequence
from hashlib import sha256

from research_assistant.domain.library import Reading, Visibility
from research_assistant.domain.passage import text_to_embed
from research_assistant.domain.user import User
from research_assistant.pipeline.split import passages
from research_assistant.ports.collection import ShippedCollection
from research_assistant.ports.embedder import Embedder
from research_assistant.ports.index import PassageIndex
from research_assistant.services.adding import Progress
from research_assistant.services.library import Library


async def add_demonstration(
    collection: ShippedCollection,
    *,
    library: Library,
    index: PassageIndex,
    embedder: Embedder | None,
    owner: User,
    progress: Progress,
) -> int:
    """Add what is missing of the collection, with its shipped vectors, and return how many items are new.

    Vectors of another model or of other texts are never taken: `fill_vectors` makes them then.
    """
    _, present = await library.list(user=owner, collection=collection.name, limit=1, offset=0)
    complete = present >= collection.size
    if complete and (embedder is None or not await index.without_vector(embedder.fingerprint, limit=1)):
        return 0
    readings = list(collection.readings())
    addition = await library.add_readings(
        readings, owner=owner, visibility=Visibility.SHARED, collection=collection.name, progress=progress
    )
    if embedder is not None:
        await _put_vectors(collection, readings, index, embedder)
    return addition.new


async def _put_vectors(
    collection: ShippedCollection, readings: Sequence[Reading], index: PassageIndex, embedder: Embedder
) -> None:
    documents = [reading.document for reading in readings]
    of = [passage for document in documents for passage in passages(document)]
    texts = [text_to_embed(document.title, document.text) for document in documents]
    digest = sha256("".join(f"{text}\n" for text in texts).encode()).hexdigest()
    vectors = collection.vectors(embedder.fingerprint, digest)
    if vectors is not None:
        await index.put_vectors(of, vectors, embedder.fingerprint)
