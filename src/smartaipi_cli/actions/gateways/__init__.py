"""Gateways by name: what they are, offer and show to people."""
