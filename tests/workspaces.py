"""Workspaces made for a test."""

from pathlib import Path

CANARY = "canary-7f3a-never-print-me"
KEY = "0123456789abcdef0123456789abcdef"
JIRA = '[sources.jira]\nsite = "https://acme.atlassian.net"\n'
JIRA_SECRETS = f"""
[sources.jira]
email = "headway@acme.example"
api_token = "{CANARY}"
[headway]
pseudonym_key = "{KEY}"
"""


def workspace(folder: Path, config: str, secrets: str | None = JIRA_SECRETS) -> Path:
    (folder / ".dlt").mkdir(exist_ok=True)
    (folder / ".dlt/config.toml").write_text(config)
    if secrets is not None:
        path = folder / ".dlt/secrets.toml"
        path.write_text(secrets)
        path.chmod(0o600)
    return folder
