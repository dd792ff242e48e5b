"""Search over the passages of the library: by words in the database, by vectors in memory."""
