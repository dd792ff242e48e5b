"""What brings bytes from the net: addresses, politeness, limits, and the wire."""
