"""Shells: read, set up, taken back, proven."""
