"""Names for the things of one answer, derived so that the same call gives the same bytes."""

import hashlib
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Identity:
    """The digest of one call; every id in its answer comes from it."""

    digest: str

    @property
    def request_id(self) -> str:
        """The id in `x-request-id`, in the usage record and in the ledger."""
        return f"req_{self.digest[:32]}"

    def part(self, prefix: str, index: int = 0) -> str:
        """The id of a part of the answer: the message, its n-th item, its n-th tool call."""
        digest = hashlib.sha256(f"{self.digest}/{prefix}/{index}".encode()).hexdigest()
        return f"{prefix}_{digest[:32]}"


def identify(*, seed: str, caller: str, sequence: int, body: bytes) -> Identity:
    """The identity of the `sequence`-th call of a caller; `caller` is a key's id or a name for nobody."""
    head = f"{seed}\0{caller}\0{sequence}\0".encode()
    return Identity(hashlib.sha256(head + body).hexdigest())
