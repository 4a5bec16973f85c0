"""A renamed repository stays one, and what is configured no more is named."""

from pathlib import Path

import pytest
from censuses import DUE, clean, gone
from live_edits import ITEMS, edit, item_ids, later, rename_repository
from live_tools import LiveTools, live_tools

pytestmark = pytest.mark.resilience

OLD, NEW = "fernhill/identity", "fernhill/sign-in"


def configure(tools: LiveTools, *, instead_of: str, name: str) -> None:
    names = tools.settings("github").repositories
    tools.said["repositories"] = [name if one == instead_of else one for one in names]


def of(tools: LiveTools, name: str) -> list[str]:
    """Give the issues of a repository, but for those in trees of sub-issues."""
    served = tools.served.documents["github"]
    in_trees = {id_ for pair in served["sub_issues"] for id_ in pair.split("/")}
    return [
        id_
        for id_ in item_ids(tools, "github")
        if f"/{name}/" in served["issues"][id_]["url"] and id_ not in in_trees
    ]


def differing(tools: LiveTools) -> dict[str, set[str]]:
    """Give the ids of what raw holds alive otherwise than the tool, by table."""
    served, held = tools.served.documents["github"], tools.rows("github")
    alive = {
        table: {id_: said for id_, (said, is_gone) in rows.items() if not is_gone}
        for table, rows in held.items()
    }
    return {
        table: rows.keys() ^ served[table].keys()
        for table, rows in alive.items()
        if rows != served.get(table, {})
    }


@pytest.mark.parametrize("configured", [OLD, NEW])
def test_a_renamed_repository_does_not_split_in_two(tmp_path: Path, configured: str) -> None:
    with live_tools(tmp_path / "renamed") as tools:
        clean(tools.pull("github"))
        assert differing(tools) == {}
        before, served = gone(tools, "github"), tools.served.documents["github"]
        configure(tools, instead_of=OLD, name=configured)
        rename_repository(served, OLD, NEW)
        later(tools, days=2)
        edited, deleted, deleted_later = of(tools, NEW)[:3]
        edit(tools, "github", edited, "edited after the rename")
        said = next(
            id_
            for id_, comment in served["comments"].items()
            if f"/{NEW}/" in comment["issue_url"]
            and comment["issue_url"] != served["issues"][deleted]["url"]
        )
        del served["issues"][deleted], served["comments"][said]
        followed = clean(tools.pull("github")).n_rows_loaded
        uncounted = {"issues": {deleted}, "comments": {said}}
        assert differing(tools) == (uncounted if configured == OLD else {}), "due in a week, or now"
        clean(tools.pull("github", rules=DUE))
        assert gone(tools, "github") - before == {deleted}
        assert differing(tools) == {}

        del served["issues"][deleted_later]
        assert clean(tools.pull("github", rules=DUE)).n_gone == 1
        assert differing(tools) == {}
        quiet = tools.pull("github", rules=DUE).n_rows_loaded
        assert followed - quiet > len(of(tools, NEW)), "it is read from its beginning once"


@pytest.mark.parametrize("configured", [OLD, NEW])
def test_a_repository_that_was_split_before_is_made_one_by_its_next_census(
    tmp_path: Path, configured: str
) -> None:
    """An earlier version asked a renamed repository only for what changed since."""
    with live_tools(tmp_path / "split") as tools:
        rename_repository(tools.served.documents["github"], OLD, NEW)
        configure(tools, instead_of=NEW, name=configured)
        clean(tools.pull("github"))
        with tools.warehouse.connect_work() as work:
            for table in ("issues", "comments", "pull_requests"):
                work.execute(
                    f"update raw_github.{table} set payload = "
                    f"replace(payload::varchar, '{NEW}', '{OLD}')"
                )
        assert differing(tools).keys() == {"issues", "comments", "pull_requests"}
        del tools.served.documents["github"]["issues"][of(tools, NEW)[0]]
        mended = clean(tools.pull("github", rules=DUE))
        assert (differing(tools), mended.n_gone) == ({}, 1)
        quiet = clean(tools.pull("github", rules=DUE)).n_rows_loaded
        assert mended.n_rows_loaded - quiet > len(of(tools, NEW)), "it is read anew once"


@pytest.mark.parametrize(
    ("tool", "setting", "container"), [("github", "repositories", OLD), ("jira", "projects", "PAY")]
)
def test_what_is_taken_out_of_the_configuration_is_named(
    tmp_path: Path, tool: str, setting: str, container: str
) -> None:
    """It stays as last seen for ever; one may think that it is gone, or that it is looked after."""
    with live_tools(tmp_path / "left_out") as tools:
        keys = [one["key"] for one in tools.served.documents["jira"]["projects"].values()]
        every = tools.settings(tool).repositories if tool == "github" else keys
        tools.said[setting] = every
        clean(tools.pull(tool))
        held = tools.rows(tool)[ITEMS[tool]].values()
        inside = f"/{container}/" if tool == "github" else f"{container}-"
        n_items = sum(
            inside in said.get("url", said.get("key")) and not is_gone for said, is_gone in held
        )
        tools.said[setting] = [name for name in every if name != container]
        for _ in range(2):
            left_out = tools.pull(tool)
            assert (left_out.outcome, left_out.message) == (
                "complete",
                f"{n_items} items of {container} are kept as last seen: they are no longer in "
                f"`{setting}`. To be rid of them: headway nightly --source {tool} --full-refresh",
            )
        clean(tools.pull(tool, full_refresh=True))
