"""Gives the class that the example's links and rules alone decide, from its documents."""

import csv
import re
from collections.abc import Iterator
from pathlib import Path

from pipelines.example.organisation import Organisation

STRATEGY = Path(__file__).parent.parent / "pipelines/example/strategy"


def decided_classes(organisation: Organisation) -> dict[str, str]:
    """Give the class that objective links, rules and what hangs below them decide."""
    items = {item["work_item_id"]: item for item in _described(organisation)}
    links = {
        (row["source_system"], row["link_type"], row["value"])
        for row in csv.DictReader((STRATEGY / "objective_links.csv").open())
    }
    rules = sorted(
        csv.DictReader((STRATEGY / "classification_rules.csv").open()),
        key=lambda row: int(row["priority"]),
    )
    decided = {}
    for work_item_id, item in items.items():
        line = [item]
        while line[-1]["parent"] in items and len(line) < 10:
            line.append(items[line[-1]["parent"]])
        if any(links & each["names"] for each in line):
            decided[work_item_id] = "strategic"
            continue
        holding = (rule["work_class"] for each in line for rule in rules if _holds(rule, each))
        found = next(holding, None)
        if found:
            decided[work_item_id] = found
    return decided


def _holds(rule: dict, item: dict) -> bool:
    either = ("source_system", "container", "item_type", "label", "component")
    return all(
        not rule[column] or not item[column].isdisjoint(rule[column].split("|"))
        for column in either
    ) and (not rule["title_matches"] or bool(re.search(rule["title_matches"], item["title"])))


def _described(organisation: Organisation) -> Iterator[dict]:
    jira, github = organisation.documents["jira"], organisation.documents["github"]
    parents = {key.split("/")[1]: f"github:{key.split('/')[0]}" for key in github["sub_issues"]}
    for id_, issue in jira["issues"].items():
        fields = issue["fields"]
        parent = f"jira:{fields['parent']['id']}" if fields["parent"] else None
        names = {("jira", "item", issue["key"])} | {("jira", "label", x) for x in fields["labels"]}
        components = {component["name"] for component in fields["components"]}
        names |= {("jira", "component", name) for name in components}
        names |= {("jira", "fix_version", version["name"]) for version in fields["fixVersions"]}
        yield _item("jira", id_, fields["project"]["key"], fields["issuetype"]["name"],
                    fields["summary"], set(fields["labels"]), names, parent,
                    components)  # fmt: skip
    for id_, issue in github["issues"].items():
        repository = issue["repository_url"].split("/repos/")[1]
        labels = {label["name"] for label in issue["labels"]}
        names = {("github", "label", name) for name in labels}
        names.add(("github", "item", f"{repository}#{issue['number']}"))
        if issue["milestone"]:
            names.add(("github", "milestone", issue["milestone"]["title"]))
        kind = "pull_request" if "pull_request" in issue else "issue"
        parent = parents.get(id_)
        yield _item("github", id_, repository, kind, issue["title"], labels, names, parent)
    for tool in ("zendesk", "freshdesk"):
        for id_, ticket in organisation.documents[tool]["tickets"].items():
            problem = ticket.get("problem_id")
            parent = f"zendesk:{problem}" if problem else None
            kind, labels = ticket["type"] or "ticket", set(ticket["tags"])
            yield _item(tool, id_, "", kind, ticket["subject"], labels, set(), parent)


def _item(
    tool: str, id_: str, container: str, kind: str, title: str, labels: set, names: set,
    parent: str | None, components: frozenset | set = frozenset(),
) -> dict:  # fmt: skip
    return {
        "work_item_id": f"{tool}:{id_}", "source_system": {tool}, "container": {container},
        "item_type": {kind}, "title": title, "label": labels, "names": names, "parent": parent,
        "component": set(components),
    }  # fmt: skip
