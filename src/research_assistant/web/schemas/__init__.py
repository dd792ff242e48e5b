"""The shapes of bodies, one noun a module."""
