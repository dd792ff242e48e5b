"""The command line: says what happened, decides nothing."""
