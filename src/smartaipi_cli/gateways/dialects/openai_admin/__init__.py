"""The administration API of OpenAI organizations."""
