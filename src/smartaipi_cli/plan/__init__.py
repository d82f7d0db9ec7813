"""What a command wants to change, as data: file states, operations, plans, their diff, their undo. No I/O."""
