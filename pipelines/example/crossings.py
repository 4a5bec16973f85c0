"""What ties the tools and items together: escalations, links between issues, moved issues, mess.

Runs after all work is known, before anything is rendered.
"""

from bisect import bisect_left
from datetime import timedelta
from random import Random

from pipelines.example import vocabulary
from pipelines.example.model import Event, Item
from pipelines.example.timeline import CLOCK

_LINK_KINDS = ("blocks", "relates", "relates", "duplicates", "causes", "clones")
_N_ESCALATIONS, _N_MOVED = 260, 14
_PILOT_SHARE = 0.006


def tie(rng: Random, items: list[Item], tickets: list[Item], scale: float) -> None:
    """Escalate tickets, link and move issues, and spread the mess of a real organisation."""
    issues = sorted(
        (item for item in items if item.tool == "jira" and item.kind in ("story", "task", "bug")),
        key=lambda item: item.created_at,
    )
    escalate(rng, issues, [ticket for ticket in tickets if ticket.tool == "zendesk"], scale)
    _link(rng, issues)
    _move(rng, issues, scale)
    _spoil(rng, issues, tickets, [item for item in items if item.tool == "github"])


def escalate(rng: Random, issues: list[Item], tickets: list[Item], scale: float) -> None:
    """Tie tickets to the Jira issues that answer them; the release's problems to its epic's."""
    released = [
        issue for issue in issues
        if issue.subject.objective_id == "OBJ-CHECKOUT" and issue.evidence == "link"
        and issue.parent is not None and issue.container == "CHK"
    ]  # fmt: skip
    ordinary = [issue for issue in issues if issue.container not in ("ITS", "GOAL")]
    plain = [ticket for ticket in tickets if "release" not in ticket.traits]
    for root in (ticket for ticket in tickets if ticket.traits.get("is_root")):
        root.serves = _next_after(released, root)
        root.evidence = "wrong"
    for ticket in rng.sample(plain, min(len(plain), max(6, round(_N_ESCALATIONS * scale)))):
        issue = _next_after(ordinary, ticket, skip=rng.randint(0, 12))
        ticket.serves = issue
        if issue and issue.subject.work_class == "strategic":
            # A pilot merchant's wish: answering it is part of the objective's work.
            ticket.subject = issue.subject
            ticket.evidence = "cross_tool" if issue.evidence == "link" else "wrong"
        elif issue and issue.evidence == "wrong":
            ticket.evidence = "wrong"
    for ticket in plain:
        if ticket.serves is None and rng.random() < _PILOT_SHARE:
            ticket.subject = rng.choice(released).subject if released else ticket.subject
            ticket.evidence = "wrong" if released else ticket.evidence


def _next_after(issues: list[Item], ticket: Item, skip: int = 0) -> Item | None:
    at = bisect_left(issues, ticket.created_at, key=lambda issue: issue.created_at)
    return issues[min(at + skip, len(issues) - 1)] if issues else None


def _link(rng: Random, issues: list[Item]) -> None:
    for n, issue in enumerate(issues[30:], start=30):
        if rng.random() < 0.06:
            other = issues[n - rng.randint(1, 30)]
            issue.links.append((rng.choice(_LINK_KINDS), other))


def _move(rng: Random, issues: list[Item], scale: float) -> None:
    """Move issues to another project: a new key, the old one left in texts."""
    movable = [
        issue for issue in issues
        if issue.container in ("ONB", "CHK") and not issue.parent and issue.kind in ("task", "bug")
    ]  # fmt: skip
    for issue in rng.sample(movable, min(len(movable), max(2, round(_N_MOVED * scale)))):
        issue.moved_from, issue.container = issue.container, "PAY" if rng.random() < 0.5 else "DATA"
        moved_at = issue.created_at + timedelta(minutes=rng.randint(5, 40))
        issue.events.append(Event(moved_at, "move", issue.reporter, issue.container))


def _spoil(rng: Random, issues: list[Item], tickets: list[Item], github: list[Item]) -> None:
    """Plant what real tools are full of."""
    odd = rng.sample(issues, 24)
    odd[0].title += "\u0000"
    odd[1].text = ""
    odd[2].title = '=HYPERLINK("https://fernhill.example/x","open")'
    odd[3].title = f"<b>{odd[3].title}</b><script>alert(1)</script>"
    odd[4].traits["no_account"] = True
    for item in odd[5:9]:
        item.title = f"\u200b{item.title}"
    for item in odd[9:15]:
        item.title = vocabulary.phrase(rng, "unusual")
    for item in odd[15:]:
        item.text = item.text.replace(". ", ".\r\n\r\n* ")
    for item in rng.sample(github, 12):
        item.traits["is_ghost"] = True
    pulls = [item for item in github if item.kind == "pull_request"]
    for item in rng.sample(pulls, min(len(pulls), max(3, len(pulls) // 60))):
        item.traits["fork_is_gone"] = True
    for item in rng.sample(github, 6):
        item.title = f"+{item.title}" if rng.random() < 0.5 else f"  {item.title}\r\n"
    for ticket in rng.sample(tickets, 10):
        ticket.title = vocabulary.phrase(rng, "unusual")
    plain = [ticket for ticket in tickets if not ticket.serves and "release" not in ticket.traits]
    for n, ticket in enumerate(rng.sample(plain, min(len(plain) // 4, 60))):
        ticket.traits["deleted" if ticket.tool == "zendesk" or n % 3 else "spam"] = True


def until_the_clock(items: list[Item]) -> list[Item]:
    """Cut off what has not happened yet; put each item's events in order of time."""
    present = [item for item in items if item.created_at < CLOCK]
    for item in present:
        earliest = item.created_at
        for event in item.events:
            event.at = max(event.at, earliest)
        item.events = sorted(
            (event for event in item.events if event.at < CLOCK), key=lambda event: event.at
        )
        if item.parent is not None and item.parent.created_at > item.created_at:
            item.parent.created_at = item.created_at - timedelta(minutes=3)
    return present
