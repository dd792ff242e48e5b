"""What keeps the way from being walked twice."""
