"""The variables that programs find a gateway by, spelled for a shell, for CI and for a dotenv file."""
