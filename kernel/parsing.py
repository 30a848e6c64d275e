"""Reads request bodies; how large one is, is known before a byte of it is read."""

import json
from collections.abc import Mapping
from typing import IO, Any

from django.conf import settings
from rest_framework.parsers import JSONParser, MultiPartParser

from kernel.http_errors import BodyTooLarge, BodyUnreadable

# What a form adds around its file.
ENVELOPE_BYTES = 10_000


class JsonBody(JSONParser):
    """JSON. Django bounds what is read into memory."""

    def parse(
        self, stream: IO[Any], media_type: str | None = None, parser_context: Mapping[str, Any] | None = None
    ) -> Any:
        try:
            body = super().parse(stream, media_type, parser_context)
            # Half a character, as "\\ud800" writes it, is JSON and yet no text that could be answered or stored.
            json.dumps(body, ensure_ascii=False).encode()
        except (RecursionError, UnicodeEncodeError) as failure:
            raise BodyUnreadable from failure
        return body


class FormBody(MultiPartParser):
    """A form with one file, which goes to the disk while it arrives."""

    def parse(
        self, stream: IO[Any], media_type: str | None = None, parser_context: Mapping[str, Any] | None = None
    ) -> Any:
        # A deployment says how large a paper may be, hence the look at settings.
        check_size(parser_context, settings.PAPER_MAX_BYTES + ENVELOPE_BYTES)
        return super().parse(stream, media_type, parser_context)


def check_size(parser_context: Mapping[str, Any] | None, most_bytes: int) -> None:
    """Raise BodyTooLarge for a body that says that it is larger; the server reads no more than it says."""
    request = (parser_context or {})["request"]
    if int(request.META.get("CONTENT_LENGTH") or 0) > most_bytes:
        raise BodyTooLarge(most_bytes=most_bytes)
