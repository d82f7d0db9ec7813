"""`doctor`: evidence, findings, repairs, and the search for copies of keys."""
