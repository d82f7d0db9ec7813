"""The administration API of Anthropic organizations."""
