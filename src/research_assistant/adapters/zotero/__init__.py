"""Zotero: its web API, and its items as CSL-JSON."""
