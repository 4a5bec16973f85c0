"""The kinds of value a configuration may hold, each refused with its own remedy.

A message never repeats a value: a site may carry a password, and a token is one.
"""

import ipaddress
import re
from typing import Annotated
from urllib.parse import SplitResult, urlsplit

from pydantic import AfterValidator, SecretStr
from pydantic_core import PydanticCustomError

_HOST = re.compile(r"(?i:[a-z0-9]([a-z0-9-]*[a-z0-9])?)(\.(?i:[a-z0-9]([a-z0-9-]*[a-z0-9])?))*")
_PATH = re.compile(r"(/(?!\.{1,2}(?:/|$))[A-Za-z0-9._~-]+)*")
_PROJECT_KEY = re.compile(r"[A-Z][A-Z0-9_]*")
_REPOSITORY = re.compile(r"[A-Za-z0-9][A-Za-z0-9_-]*/(?!\.{1,2}$)[A-Za-z0-9._-]+")


def refuse(problem: str, remedy: str) -> PydanticCustomError:
    """Give the error of a refused value; the text travels as it is, braces and all."""
    return PydanticCustomError("refused", "{problem}", {"problem": problem, "remedy": remedy})


def is_loopback(host: str) -> bool:
    """Tell whether a host name can only mean this machine."""
    if host == "localhost":
        return True
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return False


def _is_host(host: str) -> bool:
    try:
        ipaddress.IPv6Address(host)
    except ValueError:
        return _HOST.fullmatch(host) is not None
    return True


def _split(site: str) -> SplitResult:
    try:
        parts = urlsplit(site)
        _ = parts.port
    except ValueError:
        raise refuse("not a web address", 'write it like "https://acme.example"') from None
    return parts


def checked_site(site: str) -> str:
    """Accept `https://host[:port][/path]`, and http on loopback; give it without trailing slash."""
    if "://" not in site:
        host = _split("https://" + site).hostname or ""
        remedy = (
            f'write "https://{host}"' if _is_host(host) else 'write it like "https://acme.example"'
        )
        raise refuse("no https:// in front of the host", remedy)
    parts = _split(site)
    host = parts.hostname or ""
    if "@" in parts.netloc:
        raise refuse(
            "a site must not carry a user name or password",
            "write https:// and the host alone; credentials belong in .dlt/secrets.toml",
        )
    if not _is_host(host):
        raise refuse("not a web address", 'write it like "https://acme.example"')
    address = f"https://{parts.netloc.lower()}"
    if parts.scheme == "http" and not is_loopback(host):
        raise refuse("plain http would send the token readable by others", f'write "{address}"')
    if parts.scheme not in ("http", "https"):
        raise refuse(f"{parts.scheme}:// is not a web address", f'write "{address}"')
    path = parts.path.rstrip("/")
    if parts.query or parts.fragment or "?" in site or "#" in site or not _PATH.fullmatch(path):
        raise refuse("a page's address, not a site", f'write "{address}"')
    return f"{parts.scheme}://{parts.netloc.lower()}{path}"


def checked_project_key(key: str) -> str:
    """Accept a Jira project key."""
    if _PROJECT_KEY.fullmatch(key):
        return key
    if _PROJECT_KEY.fullmatch(key.upper()):
        raise refuse("project keys are upper case", f'write "{key.upper()}"')
    raise refuse("not a project key", 'write the part before the number: of PAY-12, "PAY"')


def checked_repository(name: str) -> str:
    """Accept `owner/name`."""
    if _REPOSITORY.fullmatch(name):
        return name
    in_address = re.fullmatch(r"(?:https?://)?[\w.-]+/([\w-]+/[\w.-]+?)(?:\.git)?(?:/.*)?", name)
    if in_address:
        raise refuse("an address, not a repository's name", f'write "{in_address[1]}"')
    raise refuse("not a repository's name", 'write owner and name, like "acme/pay"')


def checked_email(email: str) -> str:
    """Accept what can be an account's e-mail address."""
    if not re.fullmatch(r"[^@\s:]+@[^@\s:]+", email):
        raise refuse("not an e-mail address", "write the address of the account the token is for")
    return email


def checked_token(token: SecretStr) -> SecretStr:
    """Refuse what no tool ever issued: a placeholder, or text broken by pasting."""
    text = token.get_secret_value()
    if not text.strip(".… "):
        raise refuse("still the placeholder", "paste the real one")
    if not text.isascii() or not text.isprintable() or " " in text:
        raise refuse("holds spaces, line breaks or letters no token has", "paste it again")
    return token


def checked_pseudonym_key(key: SecretStr) -> SecretStr:
    """Refuse a key short enough to be guessed: pseudonyms would be names again."""
    if len(key.get_secret_value()) < 16:
        raise refuse(
            "shorter than 16 characters",
            'make one: python3 -c "import secrets; print(secrets.token_hex(32))"',
        )
    return key


def each_once(names: list[str]) -> list[str]:
    """Refuse a list that names the same thing twice, upper and lower case alike."""
    seen: set[str] = set()
    for name in names:
        if name.lower() in seen:
            raise refuse(f"{name} is listed twice", f"delete one {name}")
        seen.add(name.lower())
    return names


Site = Annotated[str, AfterValidator(checked_site)]
ProjectKey = Annotated[str, AfterValidator(checked_project_key)]
Repository = Annotated[str, AfterValidator(checked_repository)]
Email = Annotated[str, AfterValidator(checked_email)]
Token = Annotated[SecretStr, AfterValidator(checked_token)]
PseudonymKey = Annotated[SecretStr, AfterValidator(checked_pseudonym_key)]
