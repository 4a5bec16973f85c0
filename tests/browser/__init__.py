"""Tests that need Chromium, its driver and axe-core: `make test-browser`."""
