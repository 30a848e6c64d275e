"""The broker of plain files stands a process that dies in the middle of a line (kombu's own ends the reader)."""

from uuid import uuid4

import pytest
from kombu import Connection

from config.folders import Transport

MESSAGE, OTHER = {"say": "Một Cửa"}, {"say": "mở cửa"}


@pytest.fixture
def folders(tmp_path):
    for name in ("data", "control", "done"):
        (tmp_path / name).mkdir()
    return tmp_path


@pytest.fixture
def connection(folders):
    options = {
        "data_folder_in": str(folders / "data"),
        "data_folder_out": str(folders / "data"),
        "control_folder": str(folders / "control"),
        "processed_folder": str(folders / "done"),
        "store_processed": True,
    }
    with Connection("filesystem://", transport_options=options) as opened:
        yield opened


@pytest.fixture
def queue(connection):
    """A queue of the test's own: a process knows by name what it has declared."""
    return connection.SimpleQueue(f"q{uuid4().hex}")


def read(queue):
    message = queue.get(block=False)
    message.ack()
    return message.payload


def test_the_house_uses_it_wherever_a_broker_of_plain_files_is_asked_for(connection):
    assert isinstance(connection.transport, Transport)


def test_what_is_put_in_comes_out_in_order(queue):
    queue.put(MESSAGE)
    queue.put(OTHER)

    assert [read(queue), read(queue)] == [MESSAGE, OTHER]


@pytest.mark.parametrize("torn", ["", '{"body": "eyJz'])
def test_a_torn_message_is_left_out_and_the_next_one_read(queue, folders, torn):
    (folders / "data" / f"0_torn.{queue.queue.name}.msg").write_text(torn)
    queue.put(MESSAGE)

    assert read(queue) == MESSAGE
    with pytest.raises(queue.Empty):
        queue.get(block=False)


def test_a_message_that_is_still_being_written_is_no_message_yet(queue, folders):
    (folders / "data" / f"0_begun.{queue.queue.name}.msg.1f.unfinished").write_text('{"body": "eyJz')

    with pytest.raises(queue.Empty):
        queue.get(block=False)


def test_a_torn_table_of_queues_is_written_anew_by_the_next_who_binds(connection, folders):
    channel = connection.channel()
    channel._queue_bind("news", "", "", "first")
    (folders / "control" / "news.exchange").write_text("")
    assert channel.get_table("news") == []

    channel._queue_bind("news", "", "", "second")

    assert [row.queue for row in channel.get_table("news")] == ["second"]


def test_a_folder_that_is_gone_is_a_broker_that_does_not_answer(queue, folders):
    (folders / "data").rmdir()

    with pytest.raises(OSError, match="No such file"):
        queue.put(MESSAGE)
