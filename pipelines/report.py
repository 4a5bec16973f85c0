"""The published tables as one page that needs nothing else: `reports/<as_of>.html`.

No script, no network: the page's own policy forbids both. Nothing is computed here. Every number is
a cell of a published table and carries its address; each leads down to the items behind it.
"""

import base64
import hashlib
from datetime import date
from pathlib import Path

import jinja2
from markupsafe import Markup

from pipelines import publication
from pipelines.answer import WITHHELD
from pipelines.errors import HeadwayError
from pipelines.progress import plain
from pipelines.publication_reading import AnotherVersionError, faults_told, last_run, reading
from pipelines.report_content import NothingToReportError as NothingToReportError
from pipelines.report_content import read_content
from pipelines.warehouse import Warehouse

FOLDER = Path(__file__).parent


def report(published: Path, folder: Path, as_of: date) -> Path:
    """Write the report of what is published; give its path.

    Raises:
        NothingToReportError: no effort in the last weeks.
        AnotherVersionError: another version's tables.
        HeadwayError: nothing is published, it cannot be read, or there is no room; earlier
            reports stand.
    """
    try:
        with faults_told(published):
            page = render(published, as_of)
    except jinja2.UndefinedError as fault:
        raise AnotherVersionError(published, fault) from fault
    place = folder / f"{as_of}.html"
    unfinished = folder / f".{as_of}.html"
    try:
        folder.mkdir(exist_ok=True)
        unfinished.write_text(page, encoding="utf-8")
        unfinished.chmod(publication.GROUP_READS_FILE)
        publication.flush(unfinished)
        unfinished.replace(place)
    except OSError as fault:
        unfinished.unlink(missing_ok=True)
        raise HeadwayError(
            f"The report could not be written to {folder} ({fault.strerror}); the earlier ones "
            "stand.",
            f"df -h {folder}",
        ) from fault
    return place


def report_again(workspace: Path) -> Path:
    """Write the report of the last publication again; give its path."""
    warehouse = Warehouse(workspace)
    with warehouse.lock():
        _, as_of = last_run(warehouse.published)
        return report(warehouse.published, warehouse.reports, as_of)


def render(published: Path, as_of: date) -> str:
    """Give the page."""
    environment = jinja2.Environment(
        loader=jinja2.FileSystemLoader(FOLDER),
        autoescape=True,
        trim_blocks=True,
        lstrip_blocks=True,
        undefined=jinja2.StrictUndefined,
    )
    style = (FOLDER / "report_page.css").read_text()
    digest = base64.b64encode(hashlib.sha256(style.encode()).digest()).decode()
    with reading(published) as connection:
        found = read_content(connection)
    return environment.get_template("report_page.html").render(
        as_of=as_of,
        style=Markup(style),  # noqa: S704 - our own file, hashed into the page's policy
        style_digest=digest,
        plain=plain,
        safe_link=_safe_link,
        withheld=WITHHELD,
        **found,
    )


def _safe_link(url: str | None) -> str | None:
    """Give an address that a click may follow: a page on the web, nothing that runs."""
    return url if url and url.startswith(("https://", "http://")) else None
