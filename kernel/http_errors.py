"""What is refused at the door, before a service is reached: the failures of HTTP itself, in the house's own shape."""

from django.utils.translation import gettext_lazy as _

from kernel.errors import Forbidden, Invalid, Missing, Problem, Refused

# How one logs in to the API: told with every 401.
SCHEME = "Bearer"


class InputInvalid(Invalid):
    """The input does not have the shape that the schema asks for; `errors` says where."""

    code = "input-invalid"
    sentence = _("The input is not as expected; see the list of errors.")


class BodyUnreadable(Invalid):
    """The body is not what its content type says."""

    code = "body-unreadable"
    sentence = _("The body of the request cannot be read.")


class BodyTooLarge(Invalid):
    """The body is larger than this address takes. params: most_bytes."""

    code = "body-too-large"
    sentence = _("The body of the request is too large; at most %(most_bytes)s bytes are taken.")


class PageInvalid(Invalid):
    """The cursor or the size of a page is not one that the list gave out. params: parameter."""

    code = "page-invalid"
    sentence = _("The parameter “%(parameter)s” names no page of this list.")


class NotFound(Missing):
    """No such address, or nothing there that you may see."""

    code = "not-found"


class CsrfFailed(Forbidden):
    """A session changes something only with its CSRF token."""

    code = "csrf-failed"
    sentence = _("The CSRF token is missing or wrong.")


class IdempotencyKeyInvalid(Invalid):
    """The key is empty or too long. params: longest."""

    code = "idempotency-key-invalid"
    sentence = _("An idempotency key has 1 to %(longest)s characters.")


class IdempotencyKeyReused(Refused):
    """The key came before, with another body."""

    code = "idempotency-key-reused"
    sentence = _("This idempotency key was used for another request.")


class NotLoggedIn(Problem):
    """401: the address is for people who have logged in."""

    status = 401
    status_title = _("Not logged in")
    code = "not-logged-in"
    sentence = _("Log in first.")


class LoginInvalid(NotLoggedIn):
    """401: the name and password, or the token, are not valid (any more)."""

    code = "login-invalid"
    sentence = _("The log-in is wrong or has ended.")


class MethodRefused(Problem):
    """405. params: method."""

    status = 405
    status_title = _("Method not allowed")
    code = "method-not-allowed"
    sentence = _("This address does not take %(method)s.")


class FormatRefused(Problem):
    """406: the client accepts nothing that this address gives."""

    status = 406
    status_title = _("Not acceptable")
    code = "not-acceptable"
    sentence = _("This address answers in another format than the ones asked for.")


class MediaTypeRefused(Problem):
    """415. params: media_type."""

    status = 415
    status_title = _("Unsupported media type")
    code = "unsupported-media-type"
    sentence = _("This address does not take a body of type “%(media_type)s”.")


class TooManyRequests(Problem):
    """429. params: seconds until the next one is taken."""

    status = 429
    status_title = _("Too many requests")
    code = "too-many-requests"
    sentence = _("Too many requests; try again in %(seconds)s seconds.")


class Broken(Problem):
    """500: a fault of the house; the log knows more."""

    status = 500
    status_title = _("Internal error")
    code = "internal-error"
    sentence = _("Something went wrong here; it has been noted.")
