"""What remembers the answers of the world: in files, or not at all."""
