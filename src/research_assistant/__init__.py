"""Research Assistant: answers whose every claim points at a verbatim quote in a stored copy of its source."""
