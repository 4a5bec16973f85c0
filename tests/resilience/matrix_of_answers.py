"""The faults of answers: limits, errors, pages, addresses."""

import faults
import rehearsals as how
import struck_answers as answers
from faults import LASTING, PASSING, refused, rewritten, said
from matrix_cells import TOOLS, Row, everywhere, only
from rehearsals import ALL_DONE, FAILED, QUOTA_SPENT, Rehearsal, on_page_two, one_after_another


def for_good(named: str, alter: faults.Alteration) -> Rehearsal:
    """Rehearse what lasts as long as the pull: it fails."""
    return Rehearsal(on_page_two(alter, None), FAILED, named=named)


def of_the_small_lists(named: str, alter: faults.Alteration) -> Rehearsal:
    """Rehearse what lasts, on lists that are read in full: they must not be emptied."""

    def arrange(world: how.World) -> None:
        path = how.LISTS_READ_IN_FULL[world.tool.name]
        world.strike(faults.Fault(alter, path=path, times=None))

    return Rehearsal(arrange, FAILED, named=named, is_whole=True)


def _links_elsewhere(exit_code: int) -> Rehearsal:
    """GitHub's links are followed, so one to another host fails; the others' are not looked at."""
    check = answers.nobody_else_was_asked
    return Rehearsal(answers.links_elsewhere, exit_code, check, is_whole=True)


def _items(world: how.World) -> str:
    return str(world.tool.path)


def _small_lists(world: how.World) -> str:
    return how.LISTS_READ_IN_FULL[world.tool.name]


SERVER_ERRORS = [PASSING[name] for name in ("server error", "bad gateway", "unavailable")]
ERRORS_AND_HALF_THE_DATA = rewritten(
    lambda body: body | {"errors": [{"message": "Something went wrong while executing your query"}]}
)
SECONDARY = refused(
    403, {"message": "You have exceeded a secondary rate limit."}, {"Retry-After": "2"}
)
NO_LISTS = {"issues": None, "tickets": None, "values": None}

ROWS: dict[int, Row] = {
    1: everywhere(
        "429 three times with Retry-After: 1, then 200",
        Rehearsal(on_page_two(PASSING["limit"], 3), ALL_DONE, how.waited(1, 1, 1)),
    ),
    2: Row(
        "a storm of 429 longer than the budget",
        dict.fromkeys(
            TOOLS,
            (
                Rehearsal(on_page_two(LASTING["quota spent"]), QUOTA_SPENT, named="an hour"),
                Rehearsal(on_page_two(PASSING["limit"], None), QUOTA_SPENT, named="without end"),
            ),
        )
        | {
            "github": (
                Rehearsal(
                    on_page_two(answers.github_says_its_quota_is_spent),
                    QUOTA_SPENT,
                    named="an hour",
                ),
                Rehearsal(on_page_two(SECONDARY, None), QUOTA_SPENT, named="without end"),
            )
        },
    ),
    3: everywhere(
        "429 without Retry-After, with a date, with 1.5, with words",
        Rehearsal(answers.waits_said_in_four_ways, ALL_DONE, how.never_hasty(4)),
    ),
    4: Row(
        "403: GitHub's secondary limit, and a plain refusal",
        dict.fromkeys(
            TOOLS,
            (
                Rehearsal(
                    on_page_two(LASTING["no permission"], None),
                    FAILED,
                    how.without_a_storm(403),
                    "plain",
                ),
            ),
        )
        | {
            "github": (
                Rehearsal(on_page_two(SECONDARY), ALL_DONE, how.waited(2), "limit"),
                Rehearsal(
                    on_page_two(LASTING["no permission"], None),
                    FAILED,
                    how.without_a_storm(403),
                    "plain",
                ),
            )
        },
    ),
    5: only(
        "GraphQL: 200 with errors and part of the data",
        "it is not read by GraphQL",
        github=(
            Rehearsal(
                lambda world: world.strike(faults.Fault(ERRORS_AND_HALF_THE_DATA, "/graphql$")),
                named="once",
            ),
            Rehearsal(
                lambda world: world.strike(
                    faults.Fault(ERRORS_AND_HALF_THE_DATA, "/graphql$", times=None)
                ),
                FAILED,
                named="for good",
            ),
        ),
    ),
    6: everywhere(
        "500, 502, 503, 504 in bursts",
        Rehearsal(
            one_after_another(*SERVER_ERRORS, PASSING["gateway timeout"]),
            ALL_DONE,
            how.never_hasty(4),
            "burst",
        ),
        for_good("for good", PASSING["unavailable"]),
    ),
    7: everywhere(
        "connection cut, and a read that times out, in the middle of a body",
        Rehearsal(on_page_two(faults.cut, 2), named="cut"),
        Rehearsal(answers.times_out, named="timeout"),
        for_good("cut for good", faults.cut),
    ),
    8: everywhere(
        "half a JSON document of the right length",
        Rehearsal(on_page_two(faults.half_a_document), named="once"),
        for_good("for good", faults.half_a_document),
    ),
    9: everywhere(
        "200 with HTML, maintenance, a missing key, null",
        for_good("HTML", faults.page_of_text),
        for_good("maintenance", LASTING["maintenance"]),
        for_good("no key", said({})),
        for_good("null key", said(NO_LISTS)),
        for_good("null", said(None)),
        of_the_small_lists("maintenance of small lists", LASTING["maintenance"]),
        of_the_small_lists("null small lists", said(NO_LISTS)),
    ),
    10: everywhere(
        "an empty page in the middle that names a next one",
        Rehearsal(on_page_two(answers.emptied_but_going_on)),
    ),
    11: everywhere(
        "the same next page, or the same page, again and again",
        Rehearsal(answers.clamped(_items), FAILED, answers.given_up_soon(_items), "items"),
        Rehearsal(
            answers.clamped(_small_lists),
            FAILED,
            answers.given_up_soon(_small_lists),
            "small lists",
            is_whole=True,
        ),
    ),
    12: everywhere(
        "a page again within another, and an older version of its rows",
        Rehearsal(answers.a_page_repeats_the_last_and_a_stale_one),
    ),
    24: everywhere(
        "a token that expires between two pages",
        Rehearsal(on_page_two(LASTING["token expired"], None), FAILED, how.without_a_storm(401)),
    ),
    27: Row(
        "410, a redirect on the same host, a redirect to another",
        dict.fromkeys(
            TOOLS,
            (
                for_good("410", refused(410, {"message": "This API has been removed"})),
                Rehearsal(on_page_two(answers.redirected_on_the_same_host), named="same host"),
                Rehearsal(
                    answers.sent_elsewhere, FAILED, answers.nobody_else_was_asked, "other host"
                ),
            ),
        ),
    ),
    28: Row(
        "a next page on another host",
        dict.fromkeys(TOOLS, (_links_elsewhere(ALL_DONE),))
        | {"github": (_links_elsewhere(FAILED),)},
    ),
    30: only(
        "a page beyond which a list gives no more",
        "its lists have no such page: search and changelogs go on by token",
        github=(Rehearsal(answers.lists_are_capped),),
        zendesk=(Rehearsal(answers.lists_are_capped),),
        freshdesk=(Rehearsal(answers.lists_are_capped),),
    ),
}
