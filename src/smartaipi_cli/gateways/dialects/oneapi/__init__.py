"""The account API of one-api, the older sibling of new-api."""
