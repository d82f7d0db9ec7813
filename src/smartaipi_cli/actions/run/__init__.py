"""One command with a key of its own: made for it, given to it alone, revoked with its end."""
