"""What counts how often something is done."""
