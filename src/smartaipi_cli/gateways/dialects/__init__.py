"""The account APIs of gateways: one module a dialect, pure parsers and requests over a transport."""
