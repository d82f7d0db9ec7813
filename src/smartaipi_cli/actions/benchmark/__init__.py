"""`bench`: planned, run, summed up, judged."""
