"""What the program talks about: accounts, keys, usage, money, secrets. Pure, standard library alone."""
