"""Recorded answers of real tools, replayed on loopback through the whole night."""
