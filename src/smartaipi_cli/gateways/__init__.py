"""What we know about gateways: presets (data), dialects of their account APIs, what each can do."""
