"""The account API of OpenRouter."""
