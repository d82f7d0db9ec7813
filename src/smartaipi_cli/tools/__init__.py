"""The clients that we set up: one small module each, data first; they get a snapshot and give a plan."""
