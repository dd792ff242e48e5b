"""Embedders: the built-in one, its builder, and the double for tests."""
