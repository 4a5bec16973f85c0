"""Where the recordings are not at hand: a failure in one sentence, not a silent pass."""

import os
import subprocess
import sys
from pathlib import Path

CHECKOUT = Path(__file__).parents[2]


def conformance(*arguments: str, folder: Path) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-m", "pytest", "-p", "no:cacheprovider", "tests/conformance", *arguments],
        cwd=CHECKOUT,
        env=os.environ | {"HEADWAY_REALDATA": str(folder)},
        capture_output=True,
        text=True,
        check=False,
    )


def test_missing_recordings_do_not_pass_for_conformance(tmp_path: Path) -> None:
    ended = conformance("-m", "conformance", folder=tmp_path / "nowhere")

    assert ended.returncode != 0
    assert ended.stderr.strip() == (
        f"ERROR: The recorded payloads are not at {tmp_path / 'nowhere'}: set HEADWAY_REALDATA to "
        "their folder, or leave these tests out with: make test"
    )


def test_missing_recordings_do_not_stop_the_other_tests(tmp_path: Path) -> None:
    chosen = ("-m", "not conformance", "--collect-only")
    assert conformance(*chosen, folder=tmp_path / "nowhere").returncode == 0
