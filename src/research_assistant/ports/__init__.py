"""What the inside needs of the world: one small Protocol a file."""
