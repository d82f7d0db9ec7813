"""The native contract as an OpenAPI 3.1 description, built from the tables that the management API works by."""
