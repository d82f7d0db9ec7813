"""One thin module a noun: options, then the action, then the renderer."""
