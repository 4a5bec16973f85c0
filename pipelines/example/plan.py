"""Who does what for which purpose: teams, their mix of work week by week, and what is planted."""

from typing import Any

from pipelines.example.model import Subject, Team
from pipelines.example.timeline import week_on

TEAMS = (
    Team("payments", "Payments", 16, "payments", "PAY", "fernhill/payments-core", is_scrum=True),
    Team("checkout", "Checkout", 14, "checkout", "CHK", "fernhill/checkout-web", is_scrum=True),
    Team("mobile", "Mobile", 13, "mobile", "MOB", "fernhill/mobile-app", 0.06, 0, 0.85, True),
    Team("platform", "Platform", 14, "platform", "PLAT", "fernhill/platform", 0.62),
    Team("data", "Data", 13, "data", "DATA", "fernhill/data-pipelines"),
    Team("identity", "Identity", 12, "identity", None, "fernhill/identity", 1.0),
    Team("onboarding", "Onboarding", 12, "onboarding", "ONB", "fernhill/onboarding-portal", 0.05,
         0, 1.0, True),
    Team("customer_support", "Customer support", 15, "support", "CARE", None, 0.0, 10),
    Team("workplace_it", "Workplace IT", 11, "workplace", "ITS", None, 0.0, 5, 0.6),
)  # fmt: skip
TEAM_BY_ID = {team.team_id: team for team in TEAMS}

DRIFT_WEEK = 50
STARVED_UNTIL_WEEK = 62
RELEASE_WEEK, RELEASE_WEEKS = 42, 4

Mix = dict[str, float]

# Keys: an objective (`OBJ-...`), `discovery:OBJ-...`, or an operational category. Each adds to 1.
_MIXES: dict[str, Mix] = {
    "payments": {
        "OBJ-PAYOUTS": 0.51, "discovery:OBJ-PAYOUTS": 0.05, "OBJ-NUMBERS": 0.04,
        "defect": 0.15, "maintenance": 0.10, "compliance": 0.06, "incident": 0.03,
        "support": 0.02, "internal_process": 0.02, "enablement": 0.02,
    },
    "checkout": {
        "OBJ-CHECKOUT": 0.51, "discovery:OBJ-CHECKOUT": 0.06, "OBJ-PARTNERS": 0.05,
        "defect": 0.16, "maintenance": 0.12, "incident": 0.02, "compliance": 0.02,
        "internal_process": 0.03, "enablement": 0.03,
    },
    "mobile": {
        "OBJ-TAPTOPAY": 0.60, "discovery:OBJ-TAPTOPAY": 0.04, "OBJ-CHECKOUT": 0.03,
        "defect": 0.06, "incident": 0.01, "maintenance": 0.14, "compliance": 0.04,
        "internal_process": 0.04, "enablement": 0.04,
    },
    "platform": {
        "OBJ-REGIONS": 0.36, "discovery:OBJ-REGIONS": 0.04, "OBJ-PARTNERS": 0.05,
        "maintenance": 0.28, "incident": 0.06, "defect": 0.09, "compliance": 0.04,
        "internal_process": 0.05, "enablement": 0.03,
    },
    "data": {
        "OBJ-NUMBERS": 0.42, "discovery:OBJ-NUMBERS": 0.05, "OBJ-PAYOUTS": 0.03,
        "maintenance": 0.20, "defect": 0.12, "support": 0.06, "compliance": 0.05,
        "internal_process": 0.04, "enablement": 0.03,
    },
    "identity": {
        "OBJ-PASSKEYS": 0.50, "discovery:OBJ-PASSKEYS": 0.05,
        "maintenance": 0.16, "defect": 0.14, "compliance": 0.07, "incident": 0.03,
        "internal_process": 0.03, "enablement": 0.02,
    },
    "onboarding": {
        "OBJ-GOLIVE": 0.41, "discovery:OBJ-GOLIVE": 0.04, "OBJ-PARTNERS": 0.06,
        "defect": 0.16, "maintenance": 0.12, "compliance": 0.08, "support": 0.06,
        "internal_process": 0.04, "enablement": 0.03,
    },
    "customer_support": {
        "OBJ-GOLIVE": 0.36, "internal_process": 0.32, "enablement": 0.32,
    },
    "workplace_it": {
        "OBJ-PASSKEYS": 0.05, "maintenance": 0.42, "internal_process": 0.22,
        "enablement": 0.16, "compliance": 0.15,
    },
}  # fmt: skip

_PAYMENTS_AFTER_THE_DRIFT: Mix = {
    "OBJ-PAYOUTS": 0.25, "discovery:OBJ-PAYOUTS": 0.02, "OBJ-NUMBERS": 0.03,
    "defect": 0.27, "maintenance": 0.19, "compliance": 0.09, "incident": 0.07,
    "support": 0.04, "internal_process": 0.02, "enablement": 0.02,
}  # fmt: skip
_MOBILE_AT_THE_END: Mix = {
    "OBJ-TAPTOPAY": 0.60, "discovery:OBJ-TAPTOPAY": 0.04, "OBJ-CHECKOUT": 0.03,
    "defect": 0.20, "incident": 0.08, "maintenance": 0.03, "compliance": 0.01,
    "internal_process": 0.005, "enablement": 0.005,
}  # fmt: skip
_MAIN_OBJECTIVE = {
    "checkout": "OBJ-CHECKOUT",
    "platform": "OBJ-REGIONS",
    "onboarding": "OBJ-GOLIVE",
}
_UNSTABLE_FROM_WEEK, _UNSTABLE_UNTIL_WEEK = 20, 70


def mix_of(team_id: str, week: int) -> Mix:
    """Give the shares of a team's working time in a week, by purpose."""
    mix = _MIXES[team_id]
    if team_id == "payments" and week >= DRIFT_WEEK:
        return _PAYMENTS_AFTER_THE_DRIFT
    if team_id == "mobile":
        part = instability(week)
        return {key: mix[key] * (1 - part) + _MOBILE_AT_THE_END[key] * part for key in mix}
    if "OBJ-PARTNERS" in mix and week >= STARVED_UNTIL_WEEK:
        main = _MAIN_OBJECTIVE[team_id]
        return {
            key: share + (mix["OBJ-PARTNERS"] if key == main else 0.0)
            for key, share in mix.items()
            if key != "OBJ-PARTNERS"
        }
    return mix


def instability(week: int) -> float:
    """Say how far, from 0 to 1, the mobile team's ground has given way."""
    span = _UNSTABLE_UNTIL_WEEK - _UNSTABLE_FROM_WEEK
    return min(max((week - _UNSTABLE_FROM_WEEK) / span, 0.0), 1.0)


def reopen_chance(team_id: str, week: int) -> float:
    """Say how often finished work comes back."""
    return 0.03 + (0.20 * instability(week) if team_id == "mobile" else 0.0)


def subject_of(purpose: str) -> Subject:
    """Turn a key of a mix into what the work is truly for."""
    if purpose.startswith("OBJ-"):
        return Subject("strategic", "objective_work", purpose)
    if purpose.startswith("discovery:"):
        return Subject("strategic", "discovery", purpose.removeprefix("discovery:"))
    return Subject("operational", purpose)


def planted_facts() -> dict[str, Any]:
    """Name what is true of this organisation and must be found by whoever reads its tools."""
    return {
        "drift": {
            "team_id": "payments", "week": DRIFT_WEEK, "week_on": week_on(DRIFT_WEEK),
            "strategic_share_before": 0.60, "strategic_share_after": 0.30,
        },
        "starved_objective": {
            "objective_id": "OBJ-PARTNERS", "planned_share": 0.15, "actual_share": 0.02,
            "silent_from_week": 68, "silent_from": week_on(68),
        },
        "efficient_but_stagnant": {"team_id": "workplace_it", "strategic_share": 0.03},
        "progress_on_unstable_ground": {
            "team_id": "mobile", "strategic_share": 0.67,
            "from_week": _UNSTABLE_FROM_WEEK, "until_week": _UNSTABLE_UNTIL_WEEK,
        },
        "release_load": {
            "objective_id": "OBJ-CHECKOUT", "release": "Checkout 5.0", "tag": "one_page_checkout",
            "week": RELEASE_WEEK, "released_on": week_on(RELEASE_WEEK), "n_weeks": RELEASE_WEEKS,
            "support_team_id": "customer_support",
        },
        "stable_team_ids": ["checkout", "platform", "data", "identity", "onboarding",
                            "customer_support", "workplace_it", "mobile"],
    }  # fmt: skip
