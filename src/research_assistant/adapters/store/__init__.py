"""What is kept: the stores of every noun over one database connection."""
