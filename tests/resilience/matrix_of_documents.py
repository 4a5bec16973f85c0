"""The faults of documents, of clocks, and of the night around a pull."""

import struck_answers as answers
import struck_documents as documents
import struck_moments as moments
from matrix_cells import TOOLS, Row, everywhere, only, the_night
from rehearsals import ALL_DONE, FAILED, Rehearsal

CLOCKS = (
    Rehearsal(moments.dated_ahead, named="documents ahead"),
    Rehearsal(moments.clock_off_by(2), named="clock ahead"),
    Rehearsal(moments.clock_off_by(-2), named="clock behind"),
    Rehearsal(moments.without_a_date, named="our clock"),
    Rehearsal(moments.across_the_hour_told_twice, named="fold"),
)
ZONE = Rehearsal(moments.zone_changed, named="zone")
"""Jira writes moments in the zone of the account; the others always in UTC."""
ROWS: dict[int, Row] = {
    13: everywhere("rows edited between two pages", Rehearsal(moments.edited_between_pages)),
    14: everywhere("two edits within one second", Rehearsal(moments.edited_twice_in_one_second)),
    15: everywhere("a row that shows ten minutes late", Rehearsal(moments.shown_ten_minutes_late)),
    16: everywhere(
        "more rows than a page holds changed in one second",
        Rehearsal(moments.changed_in_one_second),
    ),
    17: the_night(
        "kill -9 in extract, normalize, load, before publication",
        "test_recovery.py::test_a_file_loaded_twice_by_a_kill_leaves_each_document_once",
        "test_recovery.py::test_a_killed_run_is_closed_by_the_next",
        "test_publication.py::test_an_unfinished_publication_of_a_killed_run_is_cleared",
    ),
    18: everywhere(
        "power loss: a working folder torn, or lost",
        Rehearsal(documents.torn, named="torn"),
        Rehearsal(documents.lost, named="lost"),
    ),
    19: everywhere("a package that can never be loaded", Rehearsal(documents.poisoned)),
    20: the_night(
        "two schedulers at once",
        "test_nightly.py::test_a_second_run_does_not_touch_a_workspace_in_use",
        "test_warehouse.py::test_two_writers_never_hold_the_workspace_together",
    ),
    21: Row(
        "clocks two hours off, an account's zone changed, the hour told twice",
        dict.fromkeys(TOOLS, CLOCKS) | {"jira": (*CLOCKS, ZONE)},
    ),
    22: everywhere(
        "moments with offsets, without, with fractions, as numbers",
        Rehearsal(moments.moments_spelt_in_many_ways, ALL_DONE, moments.all_are_instants),
    ),
    23: everywhere("fields that come, go and change their type", Rehearsal(documents.drifted)),
    25: only(
        "permission lost on one container: 200, and fewer rows",
        "its account sees all tickets, or `headway check` says that it does not",
        jira=(Rehearsal(documents.out_of_sight, FAILED, documents.nothing_passes_for_deleted),),
        github=(Rehearsal(documents.out_of_sight, FAILED, documents.nothing_passes_for_deleted),),
    ),
    26: Row(
        "records deleted and restored, moved, renamed, transferred",
        {
            "jira": (
                Rehearsal(documents.moved, named="another project and key"),
                Rehearsal(documents.deleted, named="deleted and restored"),
            ),
            "github": (
                Rehearsal(documents.renamed, named="repository renamed"),
                Rehearsal(documents.moved, named="transferred"),
                Rehearsal(documents.deleted, named="deleted and restored"),
            ),
        }
        | dict.fromkeys(
            ("zendesk", "freshdesk"),
            (
                Rehearsal(documents.moved, named="another group"),
                Rehearsal(documents.deleted, named="deleted and restored"),
            ),
        ),
    ),
    29: everywhere(
        "hostile text, and a small answer that unpacks to a large one",
        Rehearsal(documents.hostile_words, named="text"),
        Rehearsal(answers.swells_when_unpacked, FAILED, named="zip bomb"),
    ),
    31: the_night(
        "a full disk", "test_publication.py::test_a_full_disk_leaves_the_last_publication_whole"
    ),
    32: the_night(
        "a reader while the night runs",
        "test_publication.py::test_a_reader_keeps_its_publication_while_the_next_is_put_in_place",
    ),
    33: everywhere(
        "rows without the moment of their change",
        Rehearsal(moments.undated_rows, ALL_DONE, moments.no_row_is_missing),
    ),
    34: everywhere(
        "a backfill that is interrupted at 60 %",
        Rehearsal(documents.backfill_interrupted, FAILED, documents.goes_on_from_there),
    ),
}
