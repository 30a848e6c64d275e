"""The counter's question: who stands there, and what of the e-form is known already."""

from typing import Any

from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from dossiers.api import given
from dossiers.services import prefill
from dossiers.states import Origin
from identity.actors import actor_of
from kernel.openapi import answers


class FactsShown(serializers.Serializer[Any]):
    """What the population database knows of the person."""

    number = serializers.CharField()
    full_name = serializers.CharField()
    sex = serializers.CharField(allow_null=True)
    born_on = serializers.DateField(allow_null=True)
    ethnicity = serializers.CharField()
    nationality = serializers.CharField()
    hometown = serializers.CharField()
    residence = serializers.CharField()
    father = serializers.CharField(source="father.full_name", default="")
    mother = serializers.CharField(source="mother.full_name", default="")
    householder = serializers.CharField(source="householder.full_name", default="")


class OfferedShown(serializers.Serializer[Any]):
    value = serializers.CharField()
    origin = serializers.ChoiceField(Origin.choices)
    origin_label = serializers.CharField(source="origin.label")


class PrefillShown(serializers.Serializer[Any]):
    person = FactsShown(source="facts")
    answers = serializers.DictField(child=OfferedShown(), help_text="by the names of the e-form's questions")
    token = serializers.CharField(help_text="send it as `prefill` when filing, so that the origins are kept")


class PrefillView(APIView):
    """Looks up whoever stands at the counter, for officers with the right; the question is logged."""

    @extend_schema(
        operation_id="prefill",
        request=given.LookUp,
        responses=answers(PrefillShown, 400, 401, 403, 404, 409, 503),
        tags=["dossiers"],
    )
    def post(self, request: Request) -> Response:
        facts = given.facts(given.LookUp, request.data)
        return Response(PrefillShown(prefill.look_up(**facts, by=actor_of(request.user))).data)
