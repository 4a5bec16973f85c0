"""Whatever people paste for an item finds it, and what only looks like a name finds nothing."""

from pathlib import Path

import pytest
from explained_items import FRESHDESK, GITHUB, JIRA, ZENDESK, publish_chain

from pipelines.errors import HeadwayError
from pipelines.explanation import explanation


@pytest.fixture(scope="module")
def published(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return publish_chain(tmp_path_factory.mktemp("published") / "headway.duckdb")


@pytest.mark.parametrize(
    ("pasted", "ids"),
    [
        ("jira:10063", ["jira:10063"]),
        ("pay-12", ["jira:10063"]),
        (" PAY-12, ", ["jira:10063"]),
        ("[PAY-12] Pay by card", ["jira:10063"]),
        ("PAY-12: Pay by card", ["jira:10063"]),
        (f"{JIRA}/browse/PAY-12", ["jira:10063"]),
        (f"{JIRA}/browse/PAY-12/", ["jira:10063"]),
        (f"{JIRA}/browse/PAY-12?focusedCommentId=10063#comment-10063", ["jira:10063"]),
        (f"<{JIRA}/browse/PAY-12|PAY-12>", ["jira:10063"]),
        (f"{JIRA}/jira/software/c/projects/PAY/boards/3?selectedIssue=PAY-12", ["jira:10063"]),
        (f"{JIRA}/jira/software/projects/PAY/issues/PAY-12", ["jira:10063"]),
        (f"{JIRA}/rest/api/3/issue/10063", ["jira:10063"]),
        (f"{JIRA}/rest/api/2/issue/PAY-12?fields=summary", ["jira:10063"]),
        ("https://old-site.example/browse/PAY-12", ["jira:10063"]),
        ("10063", ["jira:10063"]),
        ("OLD-3", ["jira:10063"]),
        (f"{JIRA}/browse/OLD-3", ["jira:10063"]),
        ("github:7000", ["github:7000"]),
        ("acme/pay#7", ["github:7000"]),
        ("Acme/Pay#7", ["github:7000"]),
        ("pay#7", ["github:7000"]),
        ("#7", ["github:7000"]),
        (f"{GITHUB}/acme/pay/pull/7", ["github:7000"]),
        (f"{GITHUB}/acme/pay/issues/7", ["github:7000"]),
        (f"{GITHUB}/acme/pay/pull/7/files#diff-1", ["github:7000"]),
        (f"{GITHUB}/acme/pay/issues/7#issuecomment-1", ["github:7000"]),
        ("github.com/acme/pay/pull/7", ["github:7000"]),
        ("https://api.github.com/repos/acme/pay/issues/7", ["github:7000"]),
        ("https://api.github.com/repos/acme/pay/pulls/7/", ["github:7000"]),
        ("4711", ["freshdesk:4711", "zendesk:4711"]),
        ("#4711", ["freshdesk:4711", "zendesk:4711"]),
        ("https://x.zendesk.com/agent/tickets/4711", ["zendesk:4711"]),
        (f"{ZENDESK}/agent/tickets/4711/", ["zendesk:4711"]),
        (f"{ZENDESK}/api/v2/tickets/4711.json", ["zendesk:4711"]),
        ("https://help.acme.example/hc/en-us/requests/4711", ["zendesk:4711"]),
        (f"{FRESHDESK}/a/tickets/4711?note=1", ["freshdesk:4711"]),
        (f"{FRESHDESK}/api/v2/tickets/4711", ["freshdesk:4711"]),
        ("https://help.acme.example/helpdesk/tickets/4711", ["freshdesk:4711"]),
        ("https://help.acme.example/tickets/4711", ["freshdesk:4711", "zendesk:4711"]),
    ],
)
def test_an_item_is_found_by_whatever_people_paste(
    pasted: str, ids: list[str], published: Path
) -> None:
    found = explanation(published, pasted)["items"]
    assert [item["work_item_id"] for item in found] == ids


@pytest.mark.parametrize(
    "pasted",
    ["PAY-120", "XPAY-12", "acme/pay#71", f"{GITHUB}/acme/pay/pull/71", "SHA-256", "", "'"],
)
def test_what_only_looks_like_a_name_finds_nothing(pasted: str, published: Path) -> None:
    with pytest.raises(HeadwayError, match="No work item is known as"):
        explanation(published, pasted)
