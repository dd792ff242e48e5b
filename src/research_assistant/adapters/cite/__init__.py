"""Citation processors."""
