"""`status`: which tool is connected to what."""
