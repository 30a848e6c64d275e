"""The broker of plain files: kombu's, made to stand a process that is killed, or overtaken, in the middle of a line."""

import fcntl
import logging
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from time import monotonic_ns
from typing import Any
from uuid import uuid4

from kombu.transport import filesystem
from kombu.utils.json import dumps, loads

logger = logging.getLogger(__name__)

UNFINISHED = ".unfinished"


class Channel(filesystem.Channel):
    """Files appear whole or not at all; one that is torn all the same is left out, and the sweeps find its row."""

    # kombu disagrees with itself on the name.
    def _put(self, queue: str, payload: Any, **options: Any) -> None:  # type: ignore[override]
        name = f"{monotonic_ns():020}_{uuid4()}.{queue}.msg"
        _write(Path(self.data_folder_out) / name, dumps(payload))

    def _get(self, queue: str, timeout: Any = None) -> Any:
        while True:
            try:
                return super()._get(queue)
            except ValueError:
                # kombu has taken it away already.
                logger.warning("torn_message_left_out", extra={"queue": queue})

    def get_table(self, exchange: str) -> list[filesystem.exchange_queue_t]:
        """Return the queues of an exchange; none if its file is torn, which the next worker writes anew."""
        file = self._exchange_file(exchange)
        try:
            return [filesystem.exchange_queue_t(*row) for row in loads(file.read_text())]
        except (FileNotFoundError, ValueError):
            return []

    def _queue_bind(self, exchange: str, routing_key: str, pattern: str, queue: str) -> None:
        row = filesystem.exchange_queue_t(routing_key or "", pattern or "", queue or "")
        self.control_folder.mkdir(parents=True, exist_ok=True)
        with _alone(self.control_folder / "lock"):
            table = self.get_table(exchange)
            if row not in table:
                _write(self._exchange_file(exchange), dumps([row, *table]))


class Transport(filesystem.Transport):
    Channel = Channel


@contextmanager
def _alone(path: Path) -> Iterator[None]:
    """Let one process at a time in; whoever dies inside lets the next one in."""
    with path.open("w") as file:
        fcntl.flock(file, fcntl.LOCK_EX)
        yield


def _write(path: Path, text: str) -> None:
    """Write under a name that nobody looks for, then give the file its own."""
    unfinished = path.with_name(f"{path.name}.{uuid4().hex}{UNFINISHED}")
    unfinished.write_text(text)
    unfinished.replace(path)
