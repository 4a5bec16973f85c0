"""A list that the tool refuses: a plan without it has no rows, a right that was lost keeps them."""

from dataclasses import dataclass
from pathlib import Path

from live_tools import live_tools
from starlette.responses import Response

from pipelines.example.http_service import Call, answer

LISTS = {
    "sla_policies": "/api/v2/slas/policies",
    "custom_statuses": "/api/v2/custom_statuses",
    "jira_links": "/api/v2/jira/links",
}


@dataclass
class Refusal:
    """Refuses some addresses."""

    paths: set[str]
    status: int

    def befall(self, call: Call, response: Response) -> Response:
        return answer({"error": "Forbidden"}, self.status) if call.path in self.paths else response


def test_a_list_refused_for_a_night_keeps_its_rows_and_the_pull_is_partial(tmp_path: Path) -> None:
    with live_tools(tmp_path / "refused") as tools:
        assert tools.pull("zendesk").outcome == "complete"
        before = tools.rows("zendesk")
        tools.served.faults["zendesk"] = [Refusal(set(LISTS.values()), 403)]
        refused = tools.pull("zendesk")
        assert {table: tools.rows("zendesk")[table] for table in LISTS} == {
            table: before[table] for table in LISTS
        }
        assert refused.outcome == "partial"
        assert all(path in str(refused.message) for path in LISTS.values())
        assert "headway nightly --source zendesk --full-refresh" in str(refused.message)
        tools.served.faults.clear()
        assert tools.pull("zendesk").outcome == "complete"


def test_a_plan_that_never_had_the_lists_or_has_them_no_more_is_complete(tmp_path: Path) -> None:
    with live_tools(tmp_path / "plan") as tools:
        tools.served.faults["zendesk"] = [Refusal({LISTS["jira_links"]}, 404)]
        assert [tools.pull("zendesk").outcome for _ in range(2)] == ["complete", "complete"]
        tools.served.faults.clear()
        assert tools.pull("zendesk").outcome == "complete"
        assert tools.rows("zendesk")["jira_links"]
        tools.served.faults["zendesk"] = [Refusal({LISTS["jira_links"]}, 404)]
        assert tools.pull("zendesk").outcome == "partial"
        assert tools.pull("zendesk", full_refresh=True).outcome == "complete"
        assert not tools.rows("zendesk")["jira_links"]
