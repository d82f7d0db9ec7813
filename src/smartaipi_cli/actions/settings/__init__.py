"""Our own settings: which there are, what each is, and how they are changed."""
