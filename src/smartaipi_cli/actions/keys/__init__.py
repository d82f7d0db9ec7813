"""API keys of the account: made, changed, delivered, named, ended, and who uses them."""
