"""Oddities that are known of real tools and stand in no recording here, in documents made up.

Recorded histories and links of an issue that was not recorded itself hang on a bare one: an issue
without `fields`, as some sites give it.
"""

from conformance.recordings import Document

BARE_PROJECT = "BARE"
ODD_PROJECT = "ODD"
JAVA_SPRINT = (
    "com.atlassian.greenhopper.service.sprint.Sprint@1f[completeDate=<null>,endDate=<null>,"
    "goal=,id=777777,name=Sprint, with a comma,rapidViewId=7,sequence=7,state=ACTIVE]"
)
FIRST_PROJECT_ID = 8_880_001
ISSUE_ID, WORKLOG_ID = "7770001", "7770002"


def bare_issue(issue_id: int) -> Document:
    return {"id": str(issue_id), "key": f"{BARE_PROJECT}-{issue_id}", "self": ""}


def told(sprint_field: str, points_field: str) -> dict[str, list[Document]]:
    """Give an issue and its worklog, odd in each way that no recording here shows.

    Its sprint is a Java-like string, its points are null, its moments are west of Greenwich, and
    the worklog counts its seconds as text.
    """
    issue = {
        "id": ISSUE_ID,
        "key": f"{ODD_PROJECT}-1",
        "self": "",
        "fields": {
            "summary": "=1+1 stays text",
            "project": {"key": ODD_PROJECT},
            "status": {"id": "777", "name": "Eigenwillig", "statusCategory": {"key": "undefined"}},
            "created": "2023-12-31T18:30:00.000-0700",
            "updated": "2023-12-31T23:59:59.999-0700",
            "assignee": {"accountId": ""},
            sprint_field: [JAVA_SPRINT],
            points_field: None,
        },
        "changelog": {"histories": []},
    }
    worklog = {
        "id": WORKLOG_ID,
        "issueId": ISSUE_ID,
        "author": {"accountId": ""},
        "timeSpentSeconds": "5400",
        "started": "2023-12-31T22:00:00.000-0700",
        "created": "2023-12-31T23:00:00.000-0700",
        "updated": "2023-12-31T23:00:00.000-0700",
    }
    return {"issues": [issue], "worklogs": [worklog]}
