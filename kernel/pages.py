"""Keyset pages: a list of a million rows opens as fast as one of ten."""

import re
from typing import Any

from rest_framework.exceptions import NotFound
from rest_framework.pagination import CursorPagination
from rest_framework.request import Request

from kernel.http_errors import PageInvalid

# What a row is found by: a number, or a code.
KEY = re.compile(r"[\w.-]{1,40}")


class KeysetPages(CursorPagination):
    """Newest first, unless a view names a unique column to order by; no COUNT is ever taken.

    Raises PageInvalid for a cursor or a size that no list of ours gave out.
    """

    ordering = "-pk"
    page_size = 25
    page_size_query_param = "page_size"
    max_page_size = 200

    def get_ordering(self, request: Request, queryset: Any, view: Any) -> tuple[str, ...]:
        return (getattr(view, "ordering", self.ordering),)

    def get_page_size(self, request: Request) -> int:
        asked = request.query_params.get(self.page_size_query_param)
        if asked is None:
            return self.page_size
        size = int(asked) if asked.isascii() and asked.isdigit() and len(asked) < 10 else 0
        if not 1 <= size <= self.max_page_size:
            raise PageInvalid(parameter=self.page_size_query_param)
        return size

    def decode_cursor(self, request: Request) -> Any:
        try:
            cursor = super().decode_cursor(request)
        except NotFound as failure:
            raise PageInvalid(parameter=self.cursor_query_param) from failure
        if cursor and cursor.position is not None and not self._is_position(str(cursor.position)):
            raise PageInvalid(parameter=self.cursor_query_param)
        return cursor

    def _is_position(self, text: str) -> bool:
        """Tell whether the database can compare the text with the column that orders."""
        by_number = self.ordering[0].endswith("pk")
        return text.isascii() and KEY.fullmatch(text) is not None and (text.isdigit() or not by_number)
