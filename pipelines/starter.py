"""Writes a new workspace: commented configuration, a fresh key, a strategy to start from."""

import os
import secrets
from importlib import resources
from pathlib import Path

from pipelines.configuration_files import CONFIG, SECRETS
from pipelines.errors import ConfigurationError

_FILES = {
    SECRETS: "secrets.template.toml",
    CONFIG: "config.toml",
    ".gitignore": "gitignore",
    "strategy/objectives.csv": "strategy/objectives.csv",
    "strategy/classification_rules.csv": "strategy/classification_rules.csv",
}
_FOLDERS = (".dlt", "strategy", "warehouse", "exports", "reports")


def init_workspace(path: Path) -> list[Path]:
    """Write a new workspace and give its files; ConfigurationError if any is there already.

    Folders are the owner's alone (0700), and so is the secrets file (0600) from its first byte on.
    """
    in_the_way = [name for name in _FILES if (path / name).exists()]
    if in_the_way:
        raise ConfigurationError(
            f"{path} already has {', '.join(in_the_way)}, so nothing was written.",
            f"headway check --workspace {path}",
        )
    try:
        for folder in (path, *(path / name for name in _FOLDERS)):
            folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        return [_write(path / name, _starter(template)) for name, template in _FILES.items()]
    except OSError as error:
        raise ConfigurationError(
            f"{error.filename or path} cannot be written: {error.strerror}.",
            "headway init DIR, with a folder of your own",
        ) from None


def _starter(template: str) -> str:
    text = (resources.files("pipelines") / "starter" / template).read_text(encoding="utf-8")
    return text.replace("@pseudonym_key@", secrets.token_hex(32))


def _write(path: Path, text: str) -> Path:
    mode = 0o600 if path.name == Path(SECRETS).name else 0o644
    descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, mode)
    with os.fdopen(descriptor, "w", encoding="utf-8", newline="\n") as file:
        file.write(text)
    return path
