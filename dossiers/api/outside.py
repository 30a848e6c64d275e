"""How a dossier stands with other offices: the population database, and the national portal."""

from rest_framework import serializers

from dossiers.models import IdentityCheck, PortalSync


class IdentityCheckShown(serializers.Serializer[IdentityCheck]):
    """How the check of the owner's identity went."""

    outcome = serializers.ChoiceField(IdentityCheck.Outcome.choices, help_text="of the last attempt; empty: none yet")
    outcome_label = serializers.CharField(source="get_outcome_display")
    fields_differing = serializers.ListField(child=serializers.CharField(), source="fields")
    answered_at = serializers.DateTimeField(allow_null=True)
    next_attempt_at = serializers.DateTimeField(allow_null=True)
    confirmed_by = serializers.CharField(source="confirmed_by.full_name", default=None, allow_null=True)
    confirmed_at = serializers.DateTimeField(allow_null=True)
    reason = serializers.CharField()


class PortalShown(serializers.Serializer[PortalSync]):
    """How the dossier stands at the national portal."""

    is_synced = serializers.BooleanField()
    synced_at = serializers.DateTimeField(allow_null=True)
    waiting_since_at = serializers.DateTimeField(allow_null=True)
    error = serializers.CharField(help_text="why it was not told at the last attempt")
