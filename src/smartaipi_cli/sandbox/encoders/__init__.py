"""From the events of an answer to what one dialect puts on the wire."""
