"""Numbers without doubles: taken in the transaction that uses them, from one row of a counter per key."""

from typing import Any

from django.db import connection, models


def take(counter: type[models.Model], **key: Any) -> int:
    """Count one up and return it, in one statement: the row lock makes the next taker wait for our commit.

    counter  a model with a column `last` and a unique constraint over the columns of `key`
    """
    quote = connection.ops.quote_name
    table, columns = quote(counter._meta.db_table), ", ".join(quote(name) for name in key)
    places = ", ".join(["%s"] * len(key))
    with connection.cursor() as cursor:
        cursor.execute(
            f"INSERT INTO {table} ({columns}, last) VALUES ({places}, 1) "
            f"ON CONFLICT ({columns}) DO UPDATE SET last = {table}.last + 1 RETURNING last",
            list(key.values()),
        )
        return int(cursor.fetchone()[0])
