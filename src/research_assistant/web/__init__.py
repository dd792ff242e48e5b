"""The face that speaks HTTP: says what happened, decides nothing."""
