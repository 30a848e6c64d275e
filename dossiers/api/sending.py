"""Sends a file: to be kept, never to be opened in the page, and by no cache on the way."""

from collections.abc import Mapping
from mimetypes import guess_extension
from typing import IO, Any

from django.core.files.storage import default_storage
from django.http import FileResponse
from rest_framework.negotiation import BaseContentNegotiation

from dossiers.errors import PaperMissing
from dossiers.files import PDF
from dossiers.models import StoredFile


class FileNegotiation(BaseContentNegotiation):
    """Whatever the client accepts: the file is what it is, and a problem is JSON."""

    def select_renderer(self, request: Any, renderers: Any, format_suffix: str | None = None) -> Any:
        return renderers[0], renderers[0].media_type


def stored(file: StoredFile | None, name: str) -> FileResponse:
    """Stream a kept file. Raises PaperMissing if there is none."""
    if file is None:
        raise PaperMissing
    return _sent(default_storage.open(file.path), name, file.content_type)


def pdf(content: IO[bytes], name: str) -> FileResponse:
    """Send a PDF that was just printed."""
    return _sent(content, name, PDF)


def _sent(content: IO[bytes], name: str, content_type: str) -> FileResponse:
    headers: Mapping[str, str] = {"Cache-Control": "private, no-store"}
    filename = f"{name}{guess_extension(content_type) or ''}"
    return FileResponse(content, as_attachment=True, filename=filename, content_type=content_type, headers=headers)
