"""A history for the sandbox's account: made up, plausible, the same each time, and exact to the micro-dollar."""
