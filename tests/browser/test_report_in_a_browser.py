"""The report as people open it: at three widths, light and dark, without a network or an error.

Screenshots stay in HEADWAY_SCREENSHOTS, for whoever wants to look. The report is the demo's.
"""

import json
import os
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from selenium import webdriver

ROOT = Path(__file__).parents[2]
REPORTS = ROOT / "demo" / "reports"
SCREENSHOTS = Path(os.environ.get("HEADWAY_SCREENSHOTS", ROOT / "build" / "screenshots"))
AXE = Path(os.environ.get("HEADWAY_AXE", ROOT / ".venv/node_modules/axe-core/axe.min.js"))
WIDTHS = (390, 820, 1280)
FLAGS = (
    *("--headless=new", "--no-sandbox", "--disable-gpu", "--disable-background-networking"),
    *("--no-first-run", "--disable-component-update", "--disable-sync", "--hide-scrollbars"),
)


@pytest.fixture(scope="module")
def browser(tmp_path_factory: pytest.TempPathFactory) -> Iterator[webdriver.Chrome]:
    options = webdriver.ChromeOptions()
    for flag in (*FLAGS, f"--user-data-dir={tmp_path_factory.mktemp('profile')}"):
        options.add_argument(flag)
    options.binary_location = os.environ.get("HEADWAY_CHROMIUM", "/usr/bin/chromium")
    options.set_capability("goog:loggingPrefs", {"browser": "ALL", "performance": "ALL"})
    service = webdriver.ChromeService(os.environ.get("HEADWAY_DRIVER", "/usr/bin/chromedriver"))
    chrome = webdriver.Chrome(options, service)
    yield chrome
    chrome.quit()


@pytest.fixture(params=[(width, mode) for mode in ("light", "dark") for width in WIDTHS])
def opened(request: pytest.FixtureRequest, browser: webdriver.Chrome) -> webdriver.Chrome:
    """The newest report of the demo, open at one width in one mode, its screenshot kept."""
    width, mode = request.param
    [*_, report] = sorted(REPORTS.glob("*.html"))
    browser.get("about:blank")  # what the browser's own first page fetches is not the report's
    for log in ("browser", "performance"):
        browser.get_log(log)
    browser.execute_cdp_cmd(
        "Emulation.setDeviceMetricsOverride",
        {"width": width, "height": 900, "deviceScaleFactor": 1, "mobile": width < 500},
    )
    browser.execute_cdp_cmd(
        "Emulation.setEmulatedMedia",
        {"features": [{"name": "prefers-color-scheme", "value": mode}]},
    )
    browser.get(report.as_uri())
    SCREENSHOTS.mkdir(parents=True, exist_ok=True)
    browser.save_screenshot(str(SCREENSHOTS / f"report-{mode}-{width}.png"))
    return browser


def test_nothing_is_fetched_and_nothing_fails(opened: webdriver.Chrome) -> None:
    assert [entry["message"] for entry in opened.get_log("browser")] == []
    events = [json.loads(entry["message"])["message"] for entry in opened.get_log("performance")]
    asked = [
        event["params"]["request"]["url"]
        for event in events
        if event["method"] == "Network.requestWillBeSent"
    ]
    assert asked, "the log shows at least the page itself"
    assert [url for url in asked if not url.startswith(("file://", "data:"))] == []


def test_the_page_never_scrolls_sideways(opened: webdriver.Chrome) -> None:
    assert (
        opened.execute_script("return [document.documentElement.scrollWidth, window.innerWidth]")
        == [opened.execute_script("return window.innerWidth")] * 2
    )
    outside = opened.execute_script(
        "return [...document.querySelectorAll('main *')].filter(e => !e.closest('.scroll') && "
        "e.getBoundingClientRect().right > window.innerWidth + 1).map(e => e.outerHTML)"
    )
    assert outside == []


def test_the_answer_is_on_the_first_screen(opened: webdriver.Chrome) -> None:
    bottom = opened.execute_script(
        "return document.getElementById('answer-words').getBoundingClientRect().bottom"
    )
    assert 0 < bottom <= 900


def test_axe_finds_nothing_to_mend(opened: webdriver.Chrome) -> None:
    opened.execute_script(AXE.read_text(encoding="utf-8"))
    found: dict[str, Any] = opened.execute_async_script(
        "const done = arguments[arguments.length - 1]; axe.run(document).then(done)"
    )
    assert len(found["passes"]) > 15, "axe looked"
    assert [(rule["id"], rule["nodes"][0]["html"][:120]) for rule in found["violations"]] == []


def test_a_number_opens_the_items_behind_it(opened: webdriver.Chrome) -> None:
    link = "[href^='#items-']"
    target = opened.execute_script(f'return document.querySelector("main {link}").hash.slice(1)')
    shown = f"getComputedStyle(document.querySelector('#{target} ol')).display"
    assert opened.execute_script(f"return {shown}") == "none"
    opened.execute_script(f'document.querySelector("main {link}").click()')
    assert opened.execute_script(f"return {shown}") == "block"
