"""Merkle trees (RFC 6962): one hash that stands for many, in their order."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence


def root(leaves: Sequence[bytes]) -> str:
    """Give the root over some hashes, as 64 hexadecimal digits.

    Leaves and inner nodes are hashed apart, so that no inner node can pass for a leaf. Where RFC 6962 splits at the
    largest power of two, a level is paired off here and an odd last node goes up as it is, which is the same tree.

    >>> root([]) == hashlib.sha256().hexdigest()
    True
    """
    level = [hashlib.sha256(b"\0" + leaf).digest() for leaf in leaves]
    if not level:
        return hashlib.sha256().hexdigest()
    while len(level) > 1:
        paired = [hashlib.sha256(b"\1" + level[at] + level[at + 1]).digest() for at in range(0, len(level) - 1, 2)]
        level = [*paired, *level[len(paired) * 2 :]]
    return level[0].hex()
