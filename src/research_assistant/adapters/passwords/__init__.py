"""How passwords are kept, and which are tried first."""
