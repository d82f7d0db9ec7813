"""Results and errors for people (terminal), for pipes (tab-separated) and for programs (JSON envelope)."""
