"""The account API of the LiteLLM proxy."""
