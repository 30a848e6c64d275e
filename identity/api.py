"""The doors of identity: log in, log out, who am I, and which agencies there are."""

from typing import Any

from django.db.models import QuerySet
from django_filters import rest_framework as filters
from drf_spectacular.authentication import SessionScheme
from drf_spectacular.extensions import OpenApiAuthenticationExtension
from drf_spectacular.utils import OpenApiExample, extend_schema, extend_schema_serializer
from rest_framework import serializers
from rest_framework.exceptions import NotAuthenticated
from rest_framework.generics import ListAPIView
from rest_framework.permissions import AllowAny
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.throttling import ScopedRateThrottle
from rest_framework.views import APIView

from identity import personal_number, population, services
from identity.models import AccessToken, Agency, PopulationLookup, User
from identity.roles import Role
from identity.sessions import Seat, seat_of
from kernel.actors import ActorKind
from kernel.fields import InLanguage
from kernel.http_errors import SCHEME
from kernel.openapi import answers


class TokenScheme(OpenApiAuthenticationExtension):  # type: ignore[no-untyped-call]
    """How the schema shows our tokens."""

    target_class = "identity.authentication.TokenAuthentication"
    name = "token"

    def get_security_definition(self, auto_schema: Any) -> dict[str, str]:
        return {"type": "http", "scheme": SCHEME.lower()}


class SessionOfPages(SessionScheme):  # type: ignore[no-untyped-call]
    """How the schema shows the sessions of our pages."""

    target_class = "identity.authentication.SessionAuthentication"


@extend_schema_serializer(examples=[OpenApiExample("An", value={"username": "an", "password": "a-long-password"})])
class LogIn(serializers.Serializer[Any]):
    username = serializers.CharField(max_length=150)
    password = serializers.CharField(max_length=128, trim_whitespace=False)


class LoggedIn(serializers.Serializer[Any]):
    token = serializers.CharField(help_text="shown once; send it as `Authorization: Bearer <token>`")
    expires_at = serializers.DateTimeField(help_text="on the real clock, whatever the simulated one shows")


class AgencyShown(serializers.ModelSerializer[Agency]):
    name = InLanguage()
    tier_label = serializers.CharField(source="get_tier_display")
    superior = serializers.CharField(source="parent.code", allow_null=True, default=None)

    class Meta:
        model = Agency
        fields = ("code", "name", "kind", "tier", "tier_label", "superior", "address")
        read_only_fields = fields


class AgencyNamed(serializers.Serializer[Any]):
    code = serializers.CharField()
    name = InLanguage()


class RoleShown(serializers.Serializer[Any]):
    role = serializers.ChoiceField(Role.choices, source="value")
    role_label = serializers.CharField(source="label")


class Myself(serializers.Serializer[Any]):
    """Who acts under this log-in today (simulated)."""

    kind = serializers.ChoiceField([str(kind) for kind in ActorKind])
    id = serializers.IntegerField(allow_null=True)
    username = serializers.CharField()
    name = serializers.CharField()
    personal_number = serializers.CharField(help_text="masked; empty for officers")
    agency = AgencyNamed(allow_null=True)
    roles = RoleShown(many=True)


class LogInView(APIView):
    """Gives out a token for a name and a password."""

    # Whoever comes with a token that has ended comes to get another.
    authentication_classes = ()
    permission_classes = (AllowAny,)
    throttle_classes = (ScopedRateThrottle,)
    throttle_scope = "login"

    @extend_schema(operation_id="log_in", request=LogIn, responses=answers(LoggedIn, 400, 401, 429), tags=["auth"])
    def post(self, request: Request) -> Response:
        given = LogIn(data=request.data)
        given.is_valid(raise_exception=True)
        _user, token, expires_at = services.log_in(**given.validated_data)
        return Response(LoggedIn({"token": token, "expires_at": expires_at}).data)


class LogOutView(APIView):
    """Makes the token of this request worthless; a session ends on its page."""

    @extend_schema(operation_id="log_out", request=None, responses=answers(None, 401, status=204), tags=["auth"])
    def post(self, request: Request) -> Response:
        if not isinstance(request.auth, AccessToken):
            raise NotAuthenticated
        services.log_out(request.auth)
        return Response(status=204)


class MeView(APIView):
    """Says who acts under this log-in."""

    @extend_schema(operation_id="me", responses=answers(Myself, 401), tags=["auth"])
    def get(self, request: Request) -> Response:
        return Response(Myself(_myself(request, seat_of(request.user))).data)


class AgencyFilter(filters.FilterSet):  # type: ignore[misc]
    class Meta:
        model = Agency
        fields = ("kind", "tier")


class AgenciesView(ListAPIView[Agency]):
    """The offices of the province, by code."""

    authentication_classes = ()
    permission_classes = (AllowAny,)
    serializer_class = AgencyShown
    filter_backends = (filters.DjangoFilterBackend,)
    filterset_class = AgencyFilter
    ordering = "code"
    queryset = Agency.objects.select_related("parent")

    @extend_schema(operation_id="agencies", responses=answers(AgencyShown(many=True), 400), tags=["catalogue"])
    def get(self, request: Request, *args: Any, **kwargs: Any) -> Response:
        return super().get(request, *args, **kwargs)


class LookupShown(serializers.ModelSerializer[PopulationLookup]):
    """Somebody asked the population database about the caller."""

    officer = serializers.CharField(source="officer.full_name")
    agency = AgencyNamed()
    outcome_label = serializers.CharField(source="get_outcome_display")

    class Meta:
        model = PopulationLookup
        fields = ("asked_at", "officer", "agency", "purpose", "outcome", "outcome_label")
        read_only_fields = fields


class MyLookupsView(ListAPIView[PopulationLookup]):
    """Every question to the population database about the caller, newest first: who asked, when and why."""

    serializer_class = LookupShown
    ordering = "-pk"

    def get_queryset(self) -> QuerySet[PopulationLookup]:
        person = self.request.user.person if isinstance(self.request.user, User) else None
        return population.about(person.personal_number) if person else PopulationLookup.objects.none()

    @extend_schema(operation_id="my_lookups", responses=answers(LookupShown(many=True), 400, 401), tags=["auth"])
    def get(self, request: Request, *args: Any, **kwargs: Any) -> Response:
        return super().get(request, *args, **kwargs)


def _myself(request: Request, seat: Seat) -> dict[str, Any]:
    person = request.user.person if isinstance(request.user, User) else None
    return {
        "kind": str(seat.actor.kind),
        "id": seat.actor.id,
        "username": request.user.get_username(),
        "name": person.full_name if person else seat.post.officer.full_name if seat.post else "",
        "personal_number": personal_number.masked(person.personal_number) if person else "",
        "agency": seat.post.agency if seat.post else None,
        "roles": [role for role in Role if role in seat.actor.roles],
    }
