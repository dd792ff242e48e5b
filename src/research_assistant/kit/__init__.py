"""What knows nothing of research: ids, text, time."""
