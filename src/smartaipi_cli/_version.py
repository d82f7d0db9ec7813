"""The version, a literal: asking the package metadata costs four bare Python starts."""

__version__ = "0.1.0"
