"""Jira's oddities: each is in what was served, and does no harm to what comes of it."""

import re
from typing import Any

import pytest

from conformance import made_up
from conformance.jira_site import agile_fields
from conformance.nights import Nights, Recorded
from conformance.recordings import Document, moment

pytestmark = pytest.mark.conformance


@pytest.fixture(scope="module")
def issues(recorded: Recorded) -> dict[str, Document]:
    return {key: issue["fields"] for key, issue in recorded.jira["issues"].newest().items()}


@pytest.fixture(scope="module")
def items(nights: Nights) -> dict[str, dict[str, Any]]:
    rows = nights.parquet("fct_work_items")
    return {row["work_item_id"].removeprefix("jira:"): row for row in rows}


def test_a_nul_in_a_summary_does_not_cut_it_off(
    issues: dict[str, Document], items: dict[str, dict[str, Any]], nights: Nights
) -> None:
    odd = {key: one["summary"] for key, one in issues.items() if "\0" in one["summary"]}
    assert odd
    raw = dict(nights.raw("raw_jira.issues"))
    for key, summary in odd.items():
        assert raw[key].document["fields"]["summary"] == summary
        assert items[key]["title"] == summary.replace("\0", "")
    assert b"\0" not in nights.exported[-1]["fct_work_items.csv"]


def test_invisible_first_characters_stay_without_harm(
    issues: dict[str, Document], items: dict[str, dict[str, Any]]
) -> None:
    odd = {key: one["summary"] for key, one in issues.items() if one["summary"][0] == "\u200b"}
    assert len(odd) > 10
    assert {key: items[key]["title"][0] for key in odd} == dict.fromkeys(odd, "\u200b")


@pytest.mark.parametrize("sign", ["+", "-"])
def test_an_offset_without_a_colon_does_not_shift_a_moment(
    sign: str, nights: Nights, items: dict[str, dict[str, Any]]
) -> None:
    odd = {
        issue["id"]: issue["fields"]["created"]
        for issue in nights.jira.issues
        if re.search(rf"\d\{sign}\d{{4}}$", issue["fields"]["created"])
    }
    assert odd
    assert {key: items[key]["created_at"] for key in odd} == {
        key: moment(text) for key, text in odd.items()
    }


def test_a_status_that_contradicts_its_category_follows_the_site_s_list(
    recorded: Recorded, issues: dict[str, Document], items: dict[str, dict[str, Any]]
) -> None:
    listed = recorded.jira["statuses"].newest()
    odd = {
        key: listed[one["status"]["id"]]["statusCategory"]["key"]
        for key, one in issues.items()
        if one["status"]["statusCategory"]["key"]
        != listed[one["status"]["id"]]["statusCategory"]["key"]
    }
    assert set(odd.values()) == {"done"}
    assert {items[key]["status_group"] for key in odd} == {"done"}


def test_words_of_another_language_are_kept_and_types_go_by_their_own_name(
    recorded: Recorded, issues: dict[str, Document], items: dict[str, dict[str, Any]]
) -> None:
    names = {key: one["status"]["name"] for key, one in issues.items()}
    foreign = {key: name for key, name in names.items() if not name.isascii()}
    assert foreign
    assert {key: items[key]["source_status"] for key in foreign} == foreign
    types = recorded.jira["issue_types"].versions().values()
    assert any(len({one["name"] for one in versions}) > 1 for versions in types)
    assert all(items[key]["item_type"].isascii() for key in issues)


def test_points_are_numbers_texts_or_nothing_and_less_than_none_is_not_estimated(
    recorded: Recorded, issues: dict[str, Document], items: dict[str, dict[str, Any]]
) -> None:
    field = agile_fields(recorded.jira["issues"])["points"]
    points = {key: one[field] for key, one in issues.items()}
    assert {"-1", None} < set(points.values())
    assert [key for key, value in points.items() if isinstance(value, float | str)]
    for key, value in points.items():
        estimate = float(value) if value not in (None, "-1") else None
        assert items[key]["estimate_points"] == estimate
    assert any(items[key]["estimate_points"] for key in issues)


def test_a_sprint_is_recognised_as_object_and_as_java_like_text(
    recorded: Recorded, issues: dict[str, Document], nights: Nights
) -> None:
    field = agile_fields(recorded.jira["issues"])["sprint"]
    expected = {
        (key, str(sprint["id"])) for key, one in issues.items() for sprint in one[field] or []
    }
    assert len(expected) > 20
    rows = nights.rows("select issue_id, sprint_id from staging.stg_jira__issue_sprints")
    assert len(rows) == len(set(rows))
    assert set(rows) == expected | {(made_up.ISSUE_ID, "777777")}


def test_an_epic_is_found_in_each_of_its_three_places(
    recorded: Recorded, issues: dict[str, Document], items: dict[str, dict[str, Any]]
) -> None:
    link = agile_fields(recorded.jira["issues"])["epic_link"]
    told = [one for one in issues.values() if one.get("parent") and one[link] and one["epic"]]
    assert told
    children = {key: one["parent"]["id"] for key, one in issues.items() if one.get("parent")}
    assert len(children) > len(told)
    assert {key: items[key]["parent_work_item_id"] for key in children} == {
        key: f"jira:{parent}" for key, parent in children.items()
    }


def test_seconds_as_text_and_as_number_are_the_same_hours(nights: Nights) -> None:
    spent = {one["id"]: one["timeSpentSeconds"] for one in nights.jira.worklogs}
    assert {type(seconds) for seconds in spent.values()} == {int, str}
    rows = nights.rows("select worklog_id, time_spent_hours from staging.stg_jira__worklogs")
    assert dict(rows) == {key: int(seconds) / 3600 for key, seconds in spent.items()}


def test_an_empty_account_is_nobody_and_its_action_stays(
    recorded: Recorded, nights: Nights
) -> None:
    odd = [
        f"jira:changelog:{one.parent}/{one.document['id']}"
        for one in recorded.jira["changelogs"].recordings
        if one.document["author"]["accountId"] == ""
    ]
    assert odd
    rows = dict(
        nights.rows("select activity_id, account_id from intermediate.int_activities__unioned")
    )
    assert {key: rows[key] for key in odd} == dict.fromkeys(odd)
    assert "" not in rows.values()


def test_people_without_an_e_mail_address_are_still_people(
    recorded: Recorded, nights: Nights
) -> None:
    users = recorded.jira["users"].newest()
    hidden = {key for key, user in users.items() if not user.get("emailAddress")}
    assert len(hidden) > len(users) / 2
    known = dict(nights.rows("select account_id, email from intermediate.int_accounts__from_jira"))
    assert {key for key in users if not known[key]} == hidden


def test_an_issue_without_fields_is_an_item_of_which_little_is_known(
    nights: Nights, items: dict[str, dict[str, Any]]
) -> None:
    bare = [issue for issue in nights.jira.bare_issues if "fields" not in issue]
    assert bare
    for issue in bare:
        item = items[issue["id"]]
        assert (item["item_key"], item["status_group"]) == (issue["key"], "to_do")
        assert item["created_at"] is None
        assert item["work_class"] == "unclassified"
