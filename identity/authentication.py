"""Who asks: an access token of the API, or the session of someone who logged in on a page."""

from rest_framework import authentication, exceptions
from rest_framework.request import Request

from identity import tokens
from identity.models import AccessToken, User
from kernel.http_errors import SCHEME, CsrfFailed


class TokenAuthentication(authentication.BaseAuthentication):
    """`Authorization: Bearer <token>`; any other scheme is left to others."""

    def authenticate(self, request: Request) -> tuple[User, AccessToken] | None:
        scheme, _blank, text = request.headers.get("Authorization", "").partition(" ")
        if scheme.lower() != SCHEME.lower():
            return None
        token = tokens.find(text.strip())
        if token is None:
            raise exceptions.AuthenticationFailed
        return token.user, token

    def authenticate_header(self, request: Request) -> str:
        return SCHEME


class SessionAuthentication(authentication.SessionAuthentication):
    """The session of a page, with its CSRF token."""

    def enforce_csrf(self, request: Request) -> None:
        try:
            super().enforce_csrf(request)
        except exceptions.PermissionDenied as failure:
            raise CsrfFailed from failure
