"""The scripts by which shells complete our commands, written from the command table: TAB then starts no Python."""
