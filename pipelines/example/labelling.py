"""The words that teams put on their work: labels, components, releases, milestones, epics."""

from random import Random

OBJECTIVE_LABELS = {
    "OBJ-PAYOUTS": "instant-payouts", "OBJ-CHECKOUT": "one-page-checkout",
    "OBJ-TAPTOPAY": "tap-to-pay", "OBJ-GOLIVE": "self-serve", "OBJ-PARTNERS": "open-platform",
    "OBJ-PASSKEYS": "passkeys", "OBJ-REGIONS": "second-region", "OBJ-NUMBERS": "shared-numbers",
}  # fmt: skip
OBJECTIVE_COMPONENTS = {
    "OBJ-PAYOUTS": "Payout engine", "OBJ-TAPTOPAY": "In-person payments",
    "OBJ-NUMBERS": "Metric layer",
}  # fmt: skip
OBJECTIVE_RELEASES = {
    "OBJ-CHECKOUT": ("Checkout 5.0", 24, 42),
    "OBJ-GOLIVE": ("Onboarding 3", 30, 60),
}
OBJECTIVE_MILESTONES = {
    "OBJ-PASSKEYS": ("Passkeys private beta", "Passkeys for everybody", "Password sunset"),
    "OBJ-REGIONS": ("Second region reads", "Second region writes", "Failover without downtime"),
    "OBJ-PAYOUTS": ("Payouts in minutes",), "OBJ-CHECKOUT": ("One page to pay",),
    "OBJ-TAPTOPAY": ("Phone as terminal",), "OBJ-NUMBERS": ("One set of numbers",),
    "OBJ-GOLIVE": ("Live in a day",), "OBJ-PARTNERS": ("Partner preview",),
}  # fmt: skip
INITIATIVES = (
    ("OBJ-PAYOUTS", "Payouts in minutes in all markets"),
    ("OBJ-PAYOUTS", "Payout controls for large merchants"),
    ("OBJ-CHECKOUT", "Everything on one page"),
    ("OBJ-CHECKOUT", "Returning shoppers pay in one step"),
    ("OBJ-TAPTOPAY", "The phone is the terminal"),
    ("OBJ-TAPTOPAY", "Selling without a network"),
    ("OBJ-GOLIVE", "A merchant goes live in a day"),
    ("OBJ-GOLIVE", "Answers without asking support"),
    ("OBJ-PARTNERS", "An interface partners want to build on"),
    ("OBJ-PARTNERS", "A directory of partner apps"),
    ("OBJ-PASSKEYS", "Sign-in without a password for staff"),
    ("OBJ-REGIONS", "A second region serves traffic"),
    ("OBJ-REGIONS", "Failover nobody notices"),
    ("OBJ-NUMBERS", "Revenue is counted once"),
    ("OBJ-NUMBERS", "Leaders read one dashboard"),
    # Two that nobody tied to an objective.
    (None, "Keep the lights on"),
    (None, "Office move"),
)
UPKEEP_LABELS = ("tech-debt", "maintenance", "upgrade")
PLAIN_LABELS = ("frontend", "backend", "customer-visible", "quick-win", "needs-design", "api", "q3")
RECURRING_TITLES = (
    "Weekly on-call handover", "Monthly capacity report", "Sprint review preparation",
    "Quarterly planning preparation",
)  # fmt: skip
REPOSITORY_LABELS = (
    "bug", "chore", "dependencies", "incident", "security", "enhancement", "documentation",
    "good first issue", "question", "spike", *UPKEEP_LABELS, "support-escalation",
    "training", "team-internal", "audit", *PLAIN_LABELS, *OBJECTIVE_LABELS.values(),
)  # fmt: skip


def plain_labels(rng: Random) -> list[str]:
    """Give the labels that say nothing about purpose: mostly none."""
    return rng.sample(PLAIN_LABELS, rng.choice((0, 0, 0, 1, 1, 2)))


def milestone_of(objective_id: str, week: int, n_weeks: int) -> str:
    """Give the milestone that an objective's work is planned under in a week."""
    names = OBJECTIVE_MILESTONES[objective_id]
    return names[min(week * len(names) // n_weeks, len(names) - 1)]
