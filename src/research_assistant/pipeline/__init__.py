"""The way from a question to a report, one stage a file."""
