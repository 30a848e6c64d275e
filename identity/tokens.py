"""Access tokens: given out once in plain, kept as a digest, valid on the real clock."""

import secrets
from datetime import datetime, timedelta
from hashlib import sha256

from django.conf import settings

from identity.models import AccessToken, User
from kernel import clock

RANDOM_BYTES = 32


def issue(user: User) -> tuple[str, datetime]:
    """Return a new token and the hour of its end, and forget those of the user that have ended."""
    now = clock.wall()
    AccessToken.objects.filter(user=user, expires_at__lte=now).delete()
    text = secrets.token_urlsafe(RANDOM_BYTES)
    # How long is a deployment's choice, like the age of a session.
    expires_at = now + timedelta(seconds=settings.ACCESS_TOKEN_AGE)
    AccessToken.objects.create(sha256=_digest(text), user=user, issued_at=now, expires_at=expires_at)
    return text, expires_at


def find(text: str) -> AccessToken | None:
    """Return the token with its user, if it has not ended and the user is active. One query."""
    # The text has 256 random bits: a fast digest is enough, and looking it up by the digest tells an attacker nothing.
    found = AccessToken.objects.filter(sha256=_digest(text), expires_at__gt=clock.wall(), user__is_active=True)
    return found.select_related("user").first()


def _digest(text: str) -> str:
    return sha256(text.encode("utf-8", "surrogateescape")).hexdigest()
