"""Registering our MCP server with the clients that start it, seeing where it is registered, and taking it out."""
