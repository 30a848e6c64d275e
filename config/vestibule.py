"""The room before the house: who comes while the tables of a new house are being made is told so, and let in after."""

from collections.abc import Callable, Iterable
from http import HTTPStatus
from multiprocessing.synchronize import Event
from typing import Any

Application = Callable[[dict[str, Any], Callable[..., Any]], Iterable[bytes]]

PAGE = """<!doctype html>
<html lang="vi">
<head><meta charset="utf-8"><meta http-equiv="refresh" content="2"><title>Một Cửa</title></head>
<body>
<h1>Một Cửa</h1>
<p>Lần khởi động đầu tiên: cơ sở dữ liệu đang được tạo. Trang tự tải lại sau vài giây.</p>
<p lang="en">First start: the database is being made. This page reloads itself in a few seconds.</p>
</body>
</html>
"""


class Vestibule:
    """A WSGI application before another one, which is asked as soon as `is_ready` is set.

    Until then the front page says what is going on; everything else, health probes too, is 503.
    """

    def __init__(self, application: Application, is_ready: Event) -> None:
        self._application, self._is_ready = application, is_ready

    def __call__(self, environ: dict[str, Any], start_response: Callable[..., Any]) -> Iterable[bytes]:
        if self._is_ready.is_set():
            return self._application(environ, start_response)
        status = HTTPStatus.OK if environ["PATH_INFO"] == "/" else HTTPStatus.SERVICE_UNAVAILABLE
        headers = [("Content-Type", "text/html; charset=utf-8"), ("Cache-Control", "no-store"), ("Retry-After", "2")]
        start_response(f"{status.value} {status.phrase}", headers)
        return [PAGE.encode()]
