"""Applies plans: all of one or nothing, durably, and so that it can be undone. The only writer of files."""
