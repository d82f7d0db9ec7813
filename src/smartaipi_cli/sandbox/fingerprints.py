"""Digests that stand for secrets, so that the secrets themselves need not be kept."""

import hashlib

from smartaipi_cli.domain.key_text import FINGERPRINT_LENGTH


def sha256_hex(text: str) -> str:
    """The SHA-256 of a text in hexadecimal."""
    return hashlib.sha256(text.encode("utf-8", "surrogateescape")).hexdigest()


def fingerprint(text: str) -> str:
    """The first 12 hexadecimal digits of the SHA-256: enough to recognise a key, useless to anyone else."""
    return sha256_hex(text)[:FINGERPRINT_LENGTH]
