"""The world: each family implements one port."""
