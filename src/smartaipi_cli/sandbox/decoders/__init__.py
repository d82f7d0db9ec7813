"""From a request body of one dialect to the conversation that it carries."""
