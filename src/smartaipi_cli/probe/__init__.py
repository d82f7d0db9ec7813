"""Requests as the clients send them, and what the answers mean."""
