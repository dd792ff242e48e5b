"""What the keeper of large byte strings promises."""

import os
from hashlib import sha256
from pathlib import Path

import pytest

from research_assistant.adapters.blobs.folder import BlobFolder
from research_assistant.domain.errors import StorageUnavailable

CONTENT = b"many bytes"
NAME = sha256(CONTENT).hexdigest()


@pytest.fixture
def blobs(tmp_path: Path) -> BlobFolder:
    return BlobFolder(tmp_path / "blobs")


def only_file(folder: Path) -> Path:
    (file,) = (path for path in folder.rglob("*") if path.is_file())
    return file


async def test_bytes_come_back_by_their_hash(blobs: BlobFolder):
    assert await blobs.names() == []
    await blobs.put(CONTENT, NAME)
    await blobs.put(CONTENT, NAME)

    assert await blobs.names() == [NAME]
    assert await blobs.get(NAME) == CONTENT


async def test_what_is_removed_is_gone(blobs: BlobFolder):
    await blobs.put(CONTENT, NAME)
    await blobs.remove([NAME, "0" * 64])

    assert await blobs.names() == []
    with pytest.raises(StorageUnavailable, match="cannot be read"):
        await blobs.get(NAME)


async def test_damaged_bytes_are_told_and_mended_by_the_right_ones(blobs: BlobFolder, tmp_path: Path):
    await blobs.put(CONTENT, NAME)
    file = only_file(tmp_path)
    file.write_bytes(CONTENT[:-1])

    with pytest.raises(StorageUnavailable, match="is damaged"):
        await blobs.get(NAME)
    await blobs.put(CONTENT, NAME)
    assert await blobs.get(NAME) == CONTENT


async def test_a_write_that_was_cut_short_leaves_nothing_that_counts(blobs: BlobFolder, tmp_path: Path):
    await blobs.put(CONTENT, NAME)
    file = only_file(tmp_path)
    file.with_name("new-abc").write_bytes(b"half")

    assert await blobs.names() == [NAME]


async def test_a_folder_that_cannot_be_written_is_named(tmp_path: Path):
    (tmp_path / "blobs").write_text("in the way")

    with pytest.raises(StorageUnavailable, match="cannot be written"):
        await BlobFolder(tmp_path / "blobs").put(CONTENT, NAME)


@pytest.mark.parametrize("name", ["", "../../etc/passwd", "A" * 64, "0" * 63])
async def test_only_hashes_are_names(blobs: BlobFolder, name: str):
    with pytest.raises(ValueError, match="SHA-256"):
        await blobs.get(name)


async def test_what_was_left_half_written_long_ago_goes_with_the_next_that_is_removed(
    blobs: BlobFolder, tmp_path: Path
):
    await blobs.put(CONTENT, NAME)
    old, young = (tmp_path / "blobs" / NAME[:2] / name for name in ("new-old", "new-young"))
    for each in (old, young):
        each.write_bytes(b"half")
    os.utime(old, (0, 0))
    await blobs.remove([])

    assert (old.exists(), young.exists(), await blobs.names()) == (False, True, [NAME])
