"""The account as tools for agents, over the Model Context Protocol.

What a tool is, does and answers is independent of the protocol's SDK; `server.py` alone imports that.
"""
