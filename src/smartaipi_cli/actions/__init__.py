"""Use cases: a machine and a request in, a `Result` out. No printing, no command framework, no rich."""
