"""The message after a night: the headline, what moved, what is stale; to any address apprise knows.

Addresses carry tokens: they live with the secrets, and no message or log line repeats one. A
message that cannot be sent never changes how the night ended.
"""

import logging
from pathlib import Path
from typing import Any

import apprise
import polars as pl
from pydantic import SecretStr

from pipelines.answer import headline, recent_teams
from pipelines.configuration import load_settings
from pipelines.errors import ConfigurationError, HeadwayError, LockedError
from pipelines.ledger import Ledger
from pipelines.outcomes import Verdict
from pipelines.progress import plain
from pipelines.warehouse import Warehouse

logger = logging.getLogger(__name__)

N_TEAMS_TOLD = 3
# Apprise writes addresses it cannot read, tokens and all, to its log.
logging.getLogger("apprise").disabled = True
ASSET = apprise.AppriseAsset(app_id="Headway", app_desc="Headway", secure_logging=True)


def is_address(url: SecretStr) -> bool:
    """Tell whether apprise knows how to send to an address."""
    return apprise.Apprise.instantiate(url.get_secret_value(), suppress_exceptions=True) is not None


def tell(warehouse: Warehouse, ended: Verdict | HeadwayError) -> None:
    """Send one message on how a night ended; none where no address can be read.

    A night that found another under way says nothing: the other will.
    """
    if isinstance(ended, LockedError):
        return
    try:
        urls = load_settings(warehouse.workspace).notification_urls
        if not urls:
            return
        message = (
            told_failure(ended)
            if isinstance(ended, HeadwayError)
            else told(warehouse.published, ended, _field_changes(warehouse))
        )
        send(urls, *message)
    except ConfigurationError:
        logger.warning("nobody was told: the configuration cannot be read")
    except Exception:
        logger.exception("nobody was told")


def told(published: Path, verdict: Verdict, field_changes: str = "") -> tuple[str, str]:
    """Give the title and text that a night which published sends."""
    teams = recent_teams(published)
    lines = [headline(teams[0])] if teams else ["No effort has been recorded in the last weeks."]
    if moved := _moved(teams[1:]):
        lines.append(f"Moved most: {moved}.")
    if verdict.message:
        lines.append(f"Stale: {plain(verdict.message)}")
    if field_changes:
        lines.append(f"Changed fields: {plain(field_changes)}")
    return "Headway: last night's answer", "\n".join(lines)


def _field_changes(warehouse: Warehouse) -> str:
    """Give what the last run's pulls found changed in the tools' documents."""
    pulls = Ledger(warehouse.ledger).pulls()
    last = pulls.filter(pl.col("run_id") == pl.col("run_id").last()).drop_nulls("field_changes")
    return "; ".join(f"{tool} {change}" for tool, change in
                     last.select("source_system", "field_changes").iter_rows())  # fmt: skip


def told_failure(error: HeadwayError) -> tuple[str, str]:
    """Give the title and text that a night which failed sends."""
    remedy = f"\nNext: {plain(error.remedy)}" if error.remedy else ""
    return "Headway: the night failed", plain(str(error)) + remedy


def send(urls: list[SecretStr], title: str, text: str) -> None:
    """Send one message to every address; what cannot be reached is logged by its number."""
    for number, url in enumerate(urls, start=1):
        service = apprise.Apprise(asset=ASSET)
        is_sent = service.add(url.get_secret_value()) and service.notify(title=title, body=text)
        if not is_sent:
            logger.warning("notification_urls, address %s: the message could not be sent", number)


def _moved(teams: list[dict[str, Any]]) -> str:
    """Name the teams whose share moved most, by at least one point."""
    changes = [
        (team["change_in_strategic_share"] * 100, team["team_name"])
        for team in teams
        if abs(team["change_in_strategic_share"] or 0) >= 0.01
    ]
    most = sorted(changes, key=lambda change: (-abs(change[0]), change[1]))[:N_TEAMS_TOLD]
    return ", ".join(f"{plain(name)} {points:+.1f} points" for points, name in most)
