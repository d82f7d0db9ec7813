"""`smartaipi`: set up AI coding tools on an AI gateway, and back."""
