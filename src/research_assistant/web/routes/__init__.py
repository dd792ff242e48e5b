"""What can be asked for, one noun a module."""
