"""Large byte strings by their hash."""
