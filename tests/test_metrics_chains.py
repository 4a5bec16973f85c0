"""Orphans of the chain from ticket to objective, and the methods that place effort, made again."""

import polars as pl
from metric_facts import Facts
from published import project_vars

MOST_MENTIONS = project_vars()["max_mentions_that_serve"]
SERVING = ("parent", "closes", "escalates", "duplicates", "mentions")
ORPHANS = "metrics_orphans_by_team_hop"
METHODS = "metrics_method_share_by_week"


class Chain:
    """The items that are there and the links between them, as sets to ask."""

    def __init__(self, facts: Facts) -> None:
        items = facts.items.select("work_item_id", "source_system", "item_type")
        self.kinds = {id_: item_kind(tool, type_) for id_, tool, type_ in items.iter_rows()}
        links = facts.table("fct_work_item_links").select(
            "from_work_item_id", "to_work_item_id", "link_kind", "is_target_known"
        )
        self.links = [link for link in links.iter_rows() if link[0] != link[1]]
        self.serving = self.behind_an_issue()
        self.served = set(facts.table("fct_item_objectives")["work_item_id"])
        self.parents = {to for _, to, kind, _ in self.links if kind == "parent"}
        self.children = {id_ for id_, _, kind, known in self.links if kind == "parent" and known}

    def behind_an_issue(self) -> set[str]:
        """Give what serves an issue, and what is an incident of something that does."""
        mentioned: dict[str, set[str]] = {}
        for id_, to, kind, _ in self.links:
            if kind == "mentions":
                mentioned.setdefault(id_, set()).add(to)
        serving = {
            id_
            for id_, to, kind, _ in self.links
            if kind in SERVING
            and self.kinds.get(to) == "issue"
            and (kind != "mentions" or len(mentioned[id_]) <= MOST_MENTIONS)
        }
        return serving | {
            id_ for id_, to, kind, _ in self.links if kind == "incident_of" and to in serving
        }

    def hops(self, work_item_id: str, work_class: str) -> dict[str, bool]:
        """Give the hops an item should take, with whether it does."""
        kind = self.kinds[work_item_id]
        if kind != "issue":
            return {f"{kind}_to_issue": work_item_id in self.serving}
        hops = {}
        if work_item_id not in self.parents:
            hops["child_to_parent"] = work_item_id in self.children
        if work_class != "operational":
            hops["issue_to_objective"] = work_item_id in self.served
        return hops


def item_kind(source_system: str, item_type: str) -> str:
    """Tell tickets, pull requests and issues apart."""
    if source_system not in ("jira", "github"):
        return "ticket"
    return "pull_request" if item_type == "pull_request" else "issue"


def orphans(facts: Facts) -> pl.DataFrame:
    """Make the orphans of each team and hop, one item at a time."""
    chain = Chain(facts)
    rows = [
        (team_id, hop, is_linked)
        for id_, team_id, work_class in facts.items.select(
            "work_item_id", "team_id", "work_class"
        ).iter_rows()
        for hop, is_linked in chain.hops(id_, work_class).items()
    ]
    taken = pl.DataFrame(rows, schema=["team_id", "chain_hop", "is_linked"], orient="row")
    linked = pl.col("is_linked")
    return (
        facts.upwards(taken)
        .group_by("team_id", "chain_hop")
        .agg(n_items=pl.len(), n_linked=linked.sum(), n_orphans=(~linked).sum())
        .with_columns(orphan_share=pl.col("n_orphans") / pl.col("n_items"))
    )


def methods(facts: Facts) -> pl.DataFrame:
    """Make the share of each week's effort that each method placed."""
    placed = facts.table("fct_work_items").select("work_item_id", "classification_method")
    return (
        facts.table("fct_effort_by_item_week")
        .join(placed, on="work_item_id")
        .group_by("week_on", "classification_method")
        .agg(
            method_effort_days=pl.col("effort_days").sum().cast(pl.Float64),
            n_items=pl.col("work_item_id").n_unique(),
        )
        .with_columns(effort_days=pl.col("method_effort_days").sum().over("week_on"))
        .with_columns(method_share=pl.col("method_effort_days") / pl.col("effort_days"))
    )


def test_an_orphan_is_an_item_that_no_link_takes_over_its_hop(facts: Facts) -> None:
    made = orphans(facts)
    assert made["chain_hop"].n_unique() == 4
    facts.assert_agrees(ORPHANS, made, ["team_id", "chain_hop"])


def test_a_method_has_the_share_of_the_effort_it_placed(facts: Facts) -> None:
    made = methods(facts)
    assert "none" in made["classification_method"]
    facts.assert_agrees(METHODS, made, ["week_on", "classification_method"])
