"""Why an item has its class, for a terminal: the chain to the objective, with its proofs."""

from collections.abc import Iterator
from typing import Any

from rich.console import Console, Group, RenderableType
from rich.padding import Padding
from rich.table import Table
from rich.text import Text
from rich.tree import Tree

from pipelines.progress import plain

LONGEST = 300
"""Characters of a tool's text that are shown; `--json` has them all."""


def show(explanation: dict[str, Any], console: Console) -> None:
    """Print an explanation, one item below the other."""
    items, asked_for = explanation["items"], _cut(explanation["asked_for"])
    if explanation["found_by"] == "old_keys":
        _say(console, f"No item is called {asked_for} today; links that say so point here:\n")
    elif len(items) > 1:
        _say(console, f"{len(items)} items are known as {asked_for}.\n")
    for item in items:
        console.print(_heading(item))
        console.print(_indented(_facts(item)))
        console.print(_section("Where the class comes from", _chain(item)))
        console.print(_section("What would have come next", _runner_up(item)))
        console.print()


def _heading(item: dict[str, Any]) -> Text:
    title = _cut(item["title"] or "")
    style = {"strategic": "bold green", "unclassified": "bold yellow"}.get(
        item["work_class"], "bold"
    )
    return Text.assemble((plain(item["item_key"]), "bold"), f"  {title}\n", (_placed(item), style))


def _placed(item: dict[str, Any]) -> str:
    objectives = " and ".join(
        served["objective_name"] or served["objective_id"] for served in item["objectives"]
    )
    words = " / ".join(filter(None, [item["work_class"], item["work_category"]]))
    return plain(f"{words}: {objectives}" if objectives else words)


def _facts(item: dict[str, Any]) -> Table:
    table = Table(show_header=False, box=None, padding=(0, 2, 0, 0))
    table.add_column(style="dim", no_wrap=True)
    table.add_column(overflow="fold")
    for name, value in _lines(item):
        table.add_row(name, Text(_cut(value)))
    return table


def _lines(item: dict[str, Any]) -> Iterator[tuple[str, str]]:
    decision, confidence = item["decision"], item["confidence"]
    yield "item", f"{item['work_item_id']}  {item['item_url'] or ''}"
    yield (
        "state",
        f"{item['item_type']}, {item['source_status']} ({item['status_group']}), "
        f"{item['effort_days']:.1f} effort days"
        + (", deleted in its tool" if item["is_deleted"] else ""),
    )
    yield "method", decision["method"]
    if rule := decision["rule"]:
        yield "rule", f"{rule['rule_id']} (priority {rule['priority']}): {rule['condition_text']}"
        yield "rationale", rule["rationale"] or "none was written down"
    elif decision["matched_field"]:
        yield "matched", f"{decision['matched_field']} = {decision['matched_value']}"
    if decision["method"] != "rule":
        yield "evidence", decision["evidence"] or ""
    if confidence:
        meaning = f": {confidence['meaning']}" if confidence["meaning"] else ""
        yield "confidence", f"{confidence['value']:.0%} ({confidence['basis']}){meaning}"


def _chain(item: dict[str, Any]) -> RenderableType:
    """Draw the way from the item to the items above it, to the objective and to the top."""
    first, *others = item["chain"]
    root = branch = Tree(_named(first), guide_style="dim")
    before = first
    for link in others:
        branch = branch.add(Group(*_proofs(before), _named(link)))
        before = link
    for served in item["objectives"]:
        below = branch.add(Group(*_reason(item, served), _objective(served)))
        for above in served["above"]:
            below = below.add(_objective(above))
    if not item["objectives"]:
        branch.add(_without_objective(item))
    return root


def _without_objective(item: dict[str, Any]) -> Text:
    rule = item["decision"]["rule"]
    by = f"rule {rule['rule_id']}" if rule else item["decision"]["method"]
    if item["work_class"] == "unclassified":
        return Text("→ nothing places it: see headway suggest", style="yellow")
    return Text(plain(f"→ {item['work_class']}, by {by}; serves no objective"), style="cyan")


def _named(link: dict[str, Any]) -> Text:
    key = link["item_key"] or link["work_item_id"]
    return Text.assemble((plain(key), "bold"), f"  {_cut(link['title'] or '')}")


def _objective(objective: dict[str, Any]) -> Text:
    name = objective["objective_name"] or ""
    return Text.assemble((plain(objective["objective_id"]), "bold green"), f"  {plain(name)}")


def _proofs(before: dict[str, Any]) -> Iterator[Text]:
    """Say how an item is tied to the next, in the words of the tool."""
    for link in before["links_to_next"]:
        is_onward = link["from_work_item_id"] == before["work_item_id"]
        yield Text(
            f"{'→' if is_onward else '←'} {link['link_kind']}, proved by "
            f'{_cut(link["proof_field"])}: "{_cut(link["proof_text"] or "")}"',
            style="cyan",
        )
    if not before["links_to_next"]:
        yield Text("→ no link of these two is published", style="yellow")


def _reason(item: dict[str, Any], served: dict[str, Any]) -> Iterator[Text]:
    """Say what ties the last item of the chain to the objective."""
    rule, last = item["decision"]["rule"], item["chain"][-1]
    field, value = item["decision"]["matched_field"], item["decision"]["matched_value"]
    if rule:
        words = f"→ by rule {rule['rule_id']}"
    elif item["decision"]["method"] == "objective_link" and served["is_primary"]:
        words = f'→ {item["decision"]["method"]}, by {field}: "{_cut(value or "")}"'
    elif last["objective_id"] == served["objective_id"] and last["evidence"]:
        words = f"→ {_cut(last['evidence'])}"
    else:
        words = f"→ {_cut(served['evidence'] or item['decision']['method'])}"
    weight = served["objective_weight"]
    yield Text(plain(words) + (f" (weight {weight:.2f})" if weight < 1 else ""), style="cyan")


def _runner_up(item: dict[str, Any]) -> Text:
    found = item["runner_up"]
    if not found:
        return Text("nothing: no other evidence speaks for a class", style="dim")
    placed = " / ".join(filter(None, [found["work_class"], found["objective_id"]]))
    return Text(plain(f"{placed} by {found['method']}: {_cut(found['evidence'] or '')}"))


def _say(console: Console, words: str) -> None:
    console.print(words, markup=False, highlight=False)


def _section(title: str, content: RenderableType) -> Group:
    return Group(Text(f"\n  {title}", style="dim"), _indented(content))


def _indented(content: RenderableType) -> Padding:
    return Padding(content, (0, 0, 0, 2))


def _cut(text: str) -> str:
    """Give a tool's text so that it neither steers nor floods a terminal, on one line."""
    shown = " ".join(plain(text[: 2 * LONGEST]).split())
    return shown if len(shown) <= LONGEST and len(text) <= 2 * LONGEST else f"{shown[:LONGEST]}…"
