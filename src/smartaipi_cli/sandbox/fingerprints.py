"""Digests that stand for secrets, so that the secrets themselves need not be kept."""

import hashlib
from typing import Final

_FINGERPRINT_LENGTH: Final = 12


def sha256_hex(text: str) -> str:
    """The SHA-256 of a text in hexadecimal."""
    return hashlib.sha256(text.encode("utf-8", "surrogateescape")).hexdigest()


def fingerprint(text: str) -> str:
    """The first 12 hexadecimal digits of the SHA-256: enough to recognise a key, useless to anyone else."""
    return sha256_hex(text)[:_FINGERPRINT_LENGTH]
