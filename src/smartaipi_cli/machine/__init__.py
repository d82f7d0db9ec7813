"""The ports to the world: files, secrets, clock, processes, terminal. Each has a real and a fake side."""
