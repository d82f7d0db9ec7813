"""Profiles of this machine: settings, credentials, and which of them a command uses."""
