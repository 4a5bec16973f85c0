"""Registers `headway_pseudonym(text)`: HMAC-SHA-256 under a key that SQL never sees.

A plain hash of an e-mail address can be undone by hashing a list of addresses; a keyed one cannot
without the key, which lives in the workspace's secrets and reaches the build through its
environment only.
"""

import hashlib
import hmac
import os

import duckdb
from dbt.adapters.duckdb.plugins import BasePlugin

KEY_VARIABLE = "HEADWAY_PSEUDONYM_KEY"


def pseudonym(text: str, key: bytes) -> str:
    """Give the keyed pseudonym of an identity: 16 hexadecimal digits, 64 bits."""
    return hmac.new(key, text.encode(), hashlib.sha256).hexdigest()[:16]


class Plugin(BasePlugin):
    """Teaches every connection of a build the function that the `pseudonym` macro calls."""

    def configure_connection(self, conn: duckdb.DuckDBPyConnection) -> None:
        """Register the function on one connection."""
        key = os.environ[KEY_VARIABLE].encode()

        def keyed(text: str) -> str:
            return pseudonym(text, key)

        conn.create_function("headway_pseudonym", keyed, ["VARCHAR"], "VARCHAR")
