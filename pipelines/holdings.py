"""What raw holds of a tool's items, and when which container of them was counted.

The census writes here: the marks of what is gone, and raw_headway.censuses, which says of each
container when it was counted last, or that it is in doubt. A count that is not at its end is kept
in raw_headway.unfinished_counts.
"""

from datetime import UTC, datetime

import duckdb
import orjson

from pipelines.sources.documents import Document, to_utc
from pipelines.sources.held import Count, Held, Listing
from pipelines.sources.slices import Place, Slice

NEVER = datetime.min.replace(tzinfo=UTC)
LONG_AGO = datetime.fromtimestamp(0, UTC)


class Holdings:
    """What raw holds of a tool's items, or of what hangs below those that are still there.

    And when which container of it was counted.
    """

    def __init__(
        self, connection: duckdb.DuckDBPyConnection, tool: str, items: Listing, listing: Listing
    ) -> None:
        self._connection, self.tool, self.listing = connection, tool, listing
        self._table, self._items = f"raw_{tool}.{listing.table}", f"raw_{tool}.{items.table}"
        self.name = "items" if listing is items else listing.table.replace("_", " ")
        self._suffix = "" if listing is items else f" {self.name}"
        connection.execute(
            "create schema if not exists raw_headway; create table if not exists "
            "raw_headway.censuses (source_system varchar, container varchar, "
            "taken_at timestamptz, is_doubted boolean); create table if not exists "
            "raw_headway.unfinished_counts (source_system varchar, container varchar, "
            "page varchar, is_listed boolean, there varchar[], gone varchar[], moved json)"
        )
        noted = connection.execute(
            "select container, taken_at, is_doubted from raw_headway.censuses "
            "where source_system = ? and ends_with(container, ?)",
            [tool, self._suffix],
        ).fetchall()
        own = [(name.removesuffix(self._suffix), *row) for name, *row in noted]
        self.taken_at = {container: taken_at for container, taken_at, _ in own if taken_at}
        self.doubted = {container for container, _, is_doubted in own if is_doubted}

    def held(self) -> list[Held]:
        """Give what raw holds now."""
        number = f"payload->>'{self.listing.number}'" if self.listing.number else "null"
        own, items = self.listing.parent or ("$.none", "$.none")
        rows = self._connection.execute(
            f"select id, {self._container()}, {number}, "  # noqa: S608
            f"concat(id, ' ', epoch_us(updated_at)), deleted_at is not null from {self._table} "
            f"where payload->>'{own}' is null or payload->>'{own}' not in (select "
            f"payload->>'{items}' from {self._items} where deleted_at is not null "
            f"and payload->>'{items}' is not null) order by id"
        ).fetchall()
        return [Held(*row) for row in rows]

    def n_alive(self) -> dict[str, int]:
        """Count by container what raw holds and is not marked as gone."""
        rows = self._connection.execute(
            f"select {self._container()} as container, count(*) from {self._table} "  # noqa: S608
            "where deleted_at is null group by container"
        ).fetchall()
        return {container: n_items for container, n_items in rows if container}

    def _container(self) -> str:
        # GitHub names a document's repository by a URL.
        path = self.listing.container
        named = f"coalesce(payload->>'{path}', '')" if path else "''"
        return f"lower(regexp_replace({named}, '^.*/repos/([^/]+/[^/]+).*$', '\\1'))"

    def turn(self, container: str) -> tuple[bool, datetime]:
        """Give the order containers are due in; one in doubt, asked each night, holds up none."""
        return container in self.doubted, self.taken_at.get(container, NEVER)

    def taken_up(self, container: str, piece: Slice) -> Count:
        """Give the count of a container where it was put aside, or a new one.

        What was put aside is given once: if its place leads nowhere, the next count starts anew.
        """
        key = [self.tool, container + self._suffix]
        found = self._connection.execute(
            "delete from raw_headway.unfinished_counts where source_system = ? and container = ? "
            "returning page, is_listed, there, gone, moved",
            key,
        ).fetchall()
        for page, is_listed, there, gone, moved in found:
            place = Place(piece, page)
            return Count(place, is_listed, set(there), set(gone), orjson.loads(moved))
        return Count(Place(piece))

    def set_aside(self, container: str, count: Count) -> None:
        """Keep a count that is not at its end."""
        items = [list(count.there), list(count.gone), orjson.dumps(count.moved).decode()]
        self._connection.execute(
            "insert into raw_headway.unfinished_counts values (?, ?, ?, ?, ?, ?, ?)",
            [self.tool, container + self._suffix, count.place.page, count.is_listed, *items],
        )

    def note(self, container: str, *, is_doubted: bool = False, at: datetime | None = None) -> None:
        """Note that a container has been counted, now unless said, or is in doubt since now."""
        moment = None if is_doubted else at or datetime.now(UTC)
        self._connection.execute(
            "delete from raw_headway.censuses where source_system = ? and container = ?",
            [self.tool, container + self._suffix],
        )
        self._connection.execute(
            "insert into raw_headway.censuses values (?, ?, ?, ?)",
            [self.tool, container + self._suffix, moment, is_doubted],
        )
        self.taken_at.pop(container, None)
        if moment:
            self.taken_at[container] = moment

    def doubt(self, container: str) -> None:
        """Note a doubt: should the container be as before some day, it is read anew."""
        self.note(container, is_doubted=True)

    def believe(self, containers: set[str], back: list[str]) -> None:
        """Take doubts back, and the marks of what came back; it is read anew before it is noted."""
        self._connection.execute("begin")
        for container in containers:
            self._connection.execute(
                "delete from raw_headway.censuses where source_system = ? and container = ?",
                [self.tool, container + self._suffix],
            )
        self._set(None, back)
        self._connection.execute("commit")

    def mark(
        self,
        gone: list[str],
        back: list[str],
        container: str,
        moved: dict[str, Document] | None = None,
    ) -> None:
        """Mark what is gone, unmark what is back, and note the container: all or none.

        What hangs below an item goes with it, so what was missed there since the container was
        counted last was not deleted for itself: it is the item's history and stays.
        What lives on under another id is noted in the tool's raw table of transfers.
        """
        self._connection.execute("begin")
        self._set(datetime.now(UTC), gone)
        self._set(None, back)
        for table, own, items in self.listing.below:
            self._connection.execute(
                f"update raw_{self.tool}.{table} set deleted_at = null where deleted_at > ? "  # noqa: S608
                f"and payload->>'{own}' in (select payload->>'{items}' from {self._table} "
                "where id in (select unnest(?::varchar[])))",
                [self.taken_at.get(container, LONG_AGO), gone],
            )
        for id_, document in (moved or {}).items():
            self._note_transfer(id_, document)
        self.note(container)
        self._connection.execute("commit")

    def _note_transfer(self, id_: str, document: Document) -> None:
        """Keep what the tool gives today for an item's old address.

        Where that is held, it takes the place of the item in earlier transfers too; where it is
        not, those lead no further than to the item.
        """
        said = [to_utc(document.get("updated_at")), orjson.dumps(document).decode()]
        table = f"raw_{self.tool}.transfers"
        self._connection.execute(
            f"update {table} set updated_at = ?, payload = ? where payload->>'id' = ? "  # noqa: S608
            f"and exists (from {self._table} as held where held.id = ?)",
            [*said, id_, str(document.get("id"))],
        )
        self._connection.execute(f"delete from {table} where id = ?", [id_])  # noqa: S608
        self._connection.execute(
            f"insert into {table} (id, updated_at, payload, _dlt_load_id) values (?, ?, ?, '')",  # noqa: S608
            [id_, *said],
        )

    def _set(self, deleted_at: datetime | None, ids: list[str]) -> None:
        self._connection.execute(
            f"update {self._table} set deleted_at = ? "  # noqa: S608
            "where id in (select unnest(?::varchar[]))",
            [deleted_at, ids],
        )
