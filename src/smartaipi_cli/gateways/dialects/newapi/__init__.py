"""The account API of new-api and the gateways built on it."""
