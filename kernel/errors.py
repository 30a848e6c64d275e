"""Five kinds of failure, one shape (RFC 9457); every app's errors derive from one of them."""

from collections.abc import Mapping
from typing import Any, ClassVar

from django.utils import translation
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

LANGUAGES = ("vi", "en")


class Problem(Exception):
    """Something that a caller can act on: a stable `code`, a `sentence` for people, `params` that fill it."""

    status: ClassVar[int]
    code: str
    sentence: str | Promise

    def __init__(self, **params: Any) -> None:
        super().__init__(self.code, params)
        self.params = params

    def __str__(self) -> str:
        with translation.override("en"):
            return f"{self.code}: {self.told()}"

    def told(self) -> str:
        """Return the sentence in the language in force."""
        return str(self.sentence) % {name: _shown(value) for name, value in self.params.items()}

    def as_body(self) -> dict[str, Any]:
        """Return the problem+json members: the code, the sentence in both languages, the params."""
        messages = {}
        for language in LANGUAGES:
            with translation.override(language):
                messages[language] = self.told()
        return {
            "type": f"/problems/{self.code}",
            "title": str(self.status_title),
            "status": self.status,
            "code": self.code,
            "detail": self.told(),
            "messages": messages,
            "params": dict(self.params),
        }

    status_title: ClassVar[str | Promise]


class Invalid(Problem):
    """400: the input makes no sense."""

    status = 400
    status_title = _("Invalid input")
    code: str = "invalid"
    sentence: str | Promise = _("The input makes no sense.")


class Forbidden(Problem):
    """403: not yours to do."""

    status = 403
    status_title = _("Forbidden")
    code: str = "forbidden"
    sentence: str | Promise = _("You may not do this.")


class Missing(Problem):
    """404: not there, or not yours to see."""

    status = 404
    status_title = _("Not found")
    code: str = "missing"
    sentence: str | Promise = _("There is no such thing here.")


class Refused(Problem):
    """409: not now."""

    status = 409
    status_title = _("Refused")
    code: str = "refused"
    sentence: str | Promise = _("This cannot be done now.")


class Unavailable(Problem):
    """503: the outside is silent; the sweep tries again."""

    status = 503
    status_title = _("Unavailable")
    code: str = "unavailable"
    sentence: str | Promise = _("Another office does not answer at the moment.")


def _shown(value: Any) -> Any:
    if isinstance(value, Mapping):
        return ", ".join(f"{name}: {shown}" for name, shown in value.items())
    return ", ".join(str(item) for item in value) if isinstance(value, (list, tuple, set, frozenset)) else value
