"""TAB in the shells: the scripts that complete our commands, their installation, and the names that they offer."""
