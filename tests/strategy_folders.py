"""Strategy folders made for a test: two sound files, and whatever the test puts in their place."""

from pathlib import Path

import pytest

from pipelines.errors import StrategyError
from pipelines.strategy import read_strategy

OBJECTIVES = "objective_id,name,starts_on,ends_on,planned_share\npay,Pay faster,,,0.4\n"
RULES = "rule_id,priority,label,title_matches,work_class,work_category,objective_id\n"
RULE = "pay,10,pay,,strategic,objective_work,pay\n"


def folder_of(folder: Path, **files: str | bytes) -> Path:
    for path in folder.glob("*.csv"):
        path.unlink()
    for stem, content in {"objectives": OBJECTIVES, "classification_rules": RULES, **files}.items():
        (folder / f"{stem}.csv").write_bytes(
            content.encode() if isinstance(content, str) else content
        )
    return folder


def problems(folder: Path, **files: str | bytes) -> list[str]:
    with pytest.raises(StrategyError) as caught:
        read_strategy(folder_of(folder, **files))
    assert caught.value.exit_code == 2
    lines = [str(problem) for problem in caught.value.problems]
    assert all(line.isprintable() for line in lines), lines
    return lines
