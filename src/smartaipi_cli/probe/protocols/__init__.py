"""One module a protocol: what is sent for a wish, and what each event of the answer means."""
