"""`test`: one request over one protocol or over each."""
