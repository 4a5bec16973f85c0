"""How pulls and nights turn out: the vocabulary of the ledger and of the exit codes."""

from dataclasses import asdict, dataclass
from datetime import datetime
from typing import Any


@dataclass(frozen=True)
class Pull:
    """How one tool's pull went; columns as raw_headway.pulls without the run."""

    source_system: str
    started_at: datetime
    finished_at: datetime | None = None
    outcome: str = "complete"
    n_rows_loaded: int = 0
    n_requests: int = 0
    n_gone: int = 0
    n_back: int = 0
    census_at: datetime | None = None
    message: str | None = None
    field_changes: str | None = None

    def record(self, run_id: str) -> dict[str, Any]:
        """Give the pull as the ledger keeps it."""
        return {"run_id": run_id, **asdict(self)}


@dataclass(frozen=True)
class Verdict:
    """How a night that publishes stands: the ledger's outcome, the exit code, what to know."""

    outcome: str
    exit_code: int
    message: str | None


def judged(pulls: list[Pull]) -> Verdict:
    """Judge a night by its pulls: a stale tool needs a person, a spent quota only the next run."""
    troubled = [pull for pull in pulls if pull.outcome in ("failed", "partial", "quota_spent")]
    message = "; ".join(f"{pull.source_system}: {pull.message}" for pull in troubled) or None
    if any(pull.outcome != "quota_spent" for pull in troubled):
        return Verdict("published_partial", 3, message)
    if troubled:
        return Verdict("quota_spent", 5, message)
    return Verdict("published", 0, None)
