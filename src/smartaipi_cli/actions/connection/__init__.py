"""Connecting tools to a gateway and taking them off it: from a wish to a proven set-up."""
