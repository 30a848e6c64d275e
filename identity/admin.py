"""Windows on persons and agencies; officers and their posts are kept by an administrator, log-ins by a superuser."""

from typing import Any

from django import forms
from django.contrib import admin
from django.contrib.auth.admin import UserAdmin
from django.contrib.auth.models import Group
from django.http import HttpRequest
from django.utils.text import capfirst
from django.utils.translation import gettext_lazy as _

from identity import personal_number
from identity.models import AccessToken, Agency, Appointment, Officer, Person, PopulationLookup, User
from identity.roles import Role
from kernel.windows import Register, Window

# Rights come with an appointment (config/rights.py): a group gives nothing here.
admin.site.unregister(Group)


@admin.register(Person)
class PersonAdmin(Window):
    list_display = ("full_name", "masked_number", "sex", "born_on", "address")
    list_filter = ("sex",)
    search_fields = ("full_name",)
    exclude = ("personal_number",)
    readonly_fields = ("masked_number",)
    ordering = ("pk",)

    @admin.display(description=_("personal number"))
    def masked_number(self, person: Person) -> str:
        return personal_number.masked(person.personal_number)


@admin.register(Agency)
class AgencyAdmin(Window):
    list_display = ("code", "name_vi", "tier", "kind", "parent", "place")
    list_filter = ("tier",)
    search_fields = ("code", "name_vi", "name_en")
    list_select_related = ("parent",)


class AppointmentForm(forms.ModelForm):  # type: ignore[type-arg]
    roles = forms.MultipleChoiceField(
        label=capfirst(_("roles")), choices=Role.choices, widget=forms.CheckboxSelectMultiple, required=False
    )


class AppointmentInline(admin.TabularInline):  # type: ignore[type-arg]
    model = Appointment
    fields = readonly_fields = ("agency", "role_names", "from_on", "until_on")
    can_delete = False
    extra = 0

    @admin.display(description=_("roles"))
    def role_names(self, appointment: Appointment) -> str:
        return _role_names(appointment)

    def has_add_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False


@admin.register(Officer)
class OfficerAdmin(Register):
    list_display = ("full_name", "title", "user")
    search_fields = ("full_name", "user__username")
    list_select_related = ("user",)
    raw_id_fields = ("user",)
    inlines = (AppointmentInline,)


@admin.register(Appointment)
class AppointmentAdmin(Register):
    form = AppointmentForm
    list_display = ("officer", "agency", "role_names", "from_on", "until_on")
    list_filter = ("agency__tier",)
    search_fields = ("officer__full_name", "agency__name_vi", "agency__code")
    list_select_related = ("officer", "agency")
    autocomplete_fields = ("officer", "agency")

    @admin.display(description=_("roles"))
    def role_names(self, appointment: Appointment) -> str:
        return _role_names(appointment)


@admin.register(User)
class LogInAdmin(Register, UserAdmin):  # type: ignore[type-arg]
    list_display = ("username", "person", "is_staff", "is_superuser", "is_active", "last_login")
    list_filter = ("is_staff", "is_superuser", "is_active")
    search_fields = ("username",)
    list_select_related = ("person",)
    filter_horizontal = ()
    raw_id_fields = ("person",)
    readonly_fields = ("last_login", "date_joined")
    fieldsets = (
        (None, {"fields": ("username", "password", "person")}),
        (_("Permissions"), {"fields": ("is_active", "is_staff", "is_superuser")}),
        (_("Important dates"), {"fields": ("last_login", "date_joined")}),
    )


@admin.register(AccessToken)
class AccessTokenAdmin(Window):
    list_display = ("user", "issued_at", "expires_at")
    search_fields = ("user__username",)
    list_select_related = ("user",)
    exclude = ("sha256",)
    ordering = ("-issued_at",)


@admin.register(PopulationLookup)
class PopulationLookupAdmin(Window):
    list_display = ("asked_at", "officer", "agency", "masked_number", "purpose", "outcome")
    list_filter = ("outcome",)
    search_fields = ("officer__full_name", "purpose")
    list_select_related = ("officer", "agency")
    exclude = ("number_hmac",)
    ordering = ("-pk",)


def _role_names(appointment: Appointment) -> str:
    return ", ".join(str(Role(role).label) for role in appointment.roles if role in Role.values)
