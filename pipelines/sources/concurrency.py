"""Reading side by side, within bounded threads: containers of one tool, or documents' details.

The session bounds the connections; these two bound the threads and the pages held in memory.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping
from concurrent.futures import ThreadPoolExecutor
from itertools import islice
from queue import Full, Queue
from threading import Event
from typing import TypeVar

Item = TypeVar("Item")
Read = TypeVar("Read")

PAGES_HELD_PER_WORKER = 4


def for_each(read: Callable[[Item], Read], items: Iterable[Item], workers: int) -> Iterator[Read]:
    """Apply `read` to the items side by side; results come in the order of the items."""
    waiting = iter(items)
    with ThreadPoolExecutor(workers) as pool:
        under_way = [pool.submit(read, item) for item in islice(waiting, workers * 2)]
        try:
            while under_way:
                yield under_way.pop(0).result()
                under_way += [pool.submit(read, item) for item in islice(waiting, 1)]
        finally:
            for future in under_way:
                future.cancel()


def side_by_side(
    readers: Mapping[str, Callable[[], Iterator[Read]]], workers: int
) -> Iterator[tuple[str, Read]]:
    """Run each container's reader in a thread and give (container, page) as the pages come.

    The first failing reader ends all: its exception is raised here.
    """
    pages: Queue[tuple[str, Read] | BaseException | None] = Queue(workers * PAGES_HELD_PER_WORKER)
    ended = Event()

    def hand_over(page: tuple[str, Read] | BaseException | None) -> None:
        while not ended.is_set():
            try:
                pages.put(page, timeout=0.5)
                break
            except Full:
                continue

    def run(container: str, reader: Callable[[], Iterator[Read]]) -> None:
        try:
            for page in reader():
                if ended.is_set():
                    return
                hand_over((container, page))
            hand_over(None)
        except BaseException as fault:
            hand_over(fault)

    with ThreadPoolExecutor(workers) as pool:
        running = [pool.submit(run, container, reader) for container, reader in readers.items()]
        open_readers = len(running)
        try:
            while open_readers:
                page = pages.get()
                if isinstance(page, BaseException):
                    raise page
                if page is None:
                    open_readers -= 1
                else:
                    yield page
        finally:
            ended.set()
            for reader_run in running:
                reader_run.cancel()
