"""Repeatable measurements, each printed beside its floor. Run them by `make bench`."""
