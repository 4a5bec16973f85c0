"""Hostile texts, hubs, cycles and deep hierarchies: the models end quickly and rightly."""

import json

import duckdb
import pytest
from made_up_chains import HOSTILE, N_CHILDREN, N_LAYER, N_LEVELS, N_MENTIONS, make_up

from pipelines.warehouse import Warehouse

# A night has no room for a model that multiplies paths; on two idle cores each takes under 3 s.
MAX_SECONDS_A_MODEL = 30.0


@pytest.fixture(scope="module")
def warehouse(tmp_path_factory: pytest.TempPathFactory) -> Warehouse:
    return make_up(tmp_path_factory.mktemp("made_up") / "chains")


def ask(warehouse: Warehouse, query: str) -> list[tuple]:
    with duckdb.connect(str(warehouse.work), read_only=True) as connection:
        return connection.execute(query).fetchall()


def crossed(warehouse: Warehouse, name: str) -> list[tuple]:
    """Give the objectives that an item serves across tools: objective, tier, from whom."""
    return ask(
        warehouse,
        "select objective_id, candidate_tier, inherited_from_work_item_id "
        "from intermediate.int_classification_candidates__crossed "
        f"where work_item_id = 'github:{name}' order by all",
    )


def test_no_model_runs_away(warehouse: Warehouse) -> None:
    results = json.loads((warehouse.dbt_target / "run_results.json").read_text())["results"]
    seconds = {result["unique_id"]: result["execution_time"] for result in results}
    assert len(seconds) > 18
    assert {name: took for name, took in seconds.items() if took > MAX_SECONDS_A_MODEL} == {}


@pytest.mark.parametrize("n", range(len(HOSTILE)))
def test_hostile_text_is_searched_and_never_executed(warehouse: Warehouse, n: int) -> None:
    mentions = ask(
        warehouse,
        "select link_kind, proof_field, proof_text from intermediate.int_work_item_links__unioned "
        f"where from_work_item_id = 'github:hostile-{n}' and to_work_item_id = 'jira:1' "
        "and proof_field <> 'branch' order by all",
    )
    if HOSTILE[n].startswith("https://"):
        # An address on another site, however long, is not the key that it ends with.
        assert mentions == []
    else:
        assert mentions == [("mentions", "body", "PAY-1"), ("mentions", "title", "PAY-1")]
        assert crossed(warehouse, f"hostile-{n}") == [("O-EPIC", 1, "jira:1")]


def test_a_hub_hands_its_objective_to_each_that_names_it_once(warehouse: Warehouse) -> None:
    [counted] = ask(
        warehouse,
        "select count(*), count(distinct work_item_id), max(inheritance_path) "
        "from intermediate.int_classification_candidates__crossed "
        "where work_item_id like 'github:hub-%'",
    )
    assert counted == (N_MENTIONS, N_MENTIONS, "github:hub-999 > jira:1")


def test_an_epics_children_have_its_objective_by_link_and_not_across(warehouse: Warehouse) -> None:
    children = "work_item_id <> 'jira:1' and inheritance_path like '% > jira:1'"
    [[n_linked]] = ask(
        warehouse,
        "select count(*) from intermediate.int_classification_candidates__linked "
        f"where {children} and objective_id = 'O-EPIC'",
    )
    [[n_crossed]] = ask(
        warehouse,
        "select count(*) from intermediate.int_classification_candidates__crossed "
        f"where {children} and work_item_id like 'jira:%'",
    )
    assert (n_linked, n_crossed) == (N_CHILDREN, 0)


def test_a_deep_hierarchy_hands_down_from_its_top(warehouse: Warehouse) -> None:
    top = f"jira:{20_000 + N_LEVELS}"
    assert crossed(warehouse, "deep") == [("O-TOP", 1, top)]
    [[path]] = ask(
        warehouse,
        "select inheritance_path from intermediate.int_classification_candidates__crossed "
        "where work_item_id = 'github:deep'",
    )
    assert path.split(" > ") == [
        "github:deep",
        *(f"jira:{n}" for n in range(20_001, 20_001 + N_LEVELS)),
    ]


def test_a_cycle_ends_and_hands_on_nothing(warehouse: Warehouse) -> None:
    assert crossed(warehouse, "cycle") == []
    reached = ask(
        warehouse,
        "select served_work_item_id, hops from intermediate.int_served_items__reached "
        "where work_item_id = 'github:cycle' order by all",
    )
    assert reached == [("jira:30001", 1), ("jira:30002", 2)]


def test_a_release_that_lists_issues_serves_none_of_them(warehouse: Warehouse) -> None:
    assert crossed(warehouse, "release") == []
    [[n_links]] = ask(
        warehouse,
        "select count(*) from intermediate.int_work_item_links__unioned "
        "where from_work_item_id = 'github:release'",
    )
    assert n_links == 7


def test_full_layers_keep_one_path_a_pair(warehouse: Warehouse) -> None:
    """Each of a layer serves each of the next: paths grow with the power, pairs with the square."""
    pairs = ask(
        warehouse,
        "select hops, count(*) from intermediate.int_served_items__reached "
        "where regexp_matches(work_item_id, '^jira:4[0-9]{4}$') group by hops order by hops",
    )
    assert pairs == [(1, 3 * N_LAYER**2), (2, 2 * N_LAYER**2), (3, N_LAYER**2)]
