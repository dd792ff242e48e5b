"""Places that can be searched."""
