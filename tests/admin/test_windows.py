"""The admin is a window, not a door: every row can be looked at, few can be kept, none is deleted (style, 12)."""

import pytest
from django.apps import apps
from django.contrib import admin
from django.test import RequestFactory
from django.urls import reverse
from django_fsm import FSMFieldMixin

from config import rights
from dossiers.models import Dossier
from identity.models import Appointment
from identity.roles import Role
from kernel.windows import Register, Window
from tests.factories.dossiers import RequirementFactory
from tests.house.source import ROOMS
from tests.stages import Stage

# The outside world is no room of ours.
INSIDE = [room for room in ROOMS if room != "sandbox" and apps.is_installed(room)]
OURS = [model for room in INSIDE for model in apps.get_app_config(room).get_models()]
OUTSIDE = [model for app in apps.get_app_configs() if app.name.startswith("sandbox.") for model in app.get_models()]
# A room whose rows have no window is told so once, by the first two tests.
WINDOWS = [model for model in OURS if admin.site.is_registered(model)]
MOVED = [model for model in WINDOWS if any(isinstance(field, FSMFieldMixin) for field in model._meta.get_fields())]
# What may be entered or changed by hand, and by whom; a superuser may, too.
KEPT = {
    "kernel.CalendarDay": {Role.ADMINISTRATOR, Role.TRAINER},
    "identity.Officer": {Role.ADMINISTRATOR},
    "identity.Appointment": {Role.ADMINISTRATOR},
    "identity.User": set(),
}
named = pytest.mark.parametrize("model", OURS, ids=lambda model: model._meta.label)
opened = pytest.mark.parametrize("model", WINDOWS, ids=lambda model: model._meta.label)


def url_of(model, page, *args):
    return reverse(f"admin:{model._meta.app_label}_{model._meta.model_name}_{page}", args=args)


def rights_on(window, roles):
    user = type("Clerk", (), {"has_perm": lambda self, right, obj=None: right in rights.rights_of(roles)})()
    request = RequestFactory().get("/")
    request.user = user
    return (
        window.has_add_permission(request),
        window.has_change_permission(request),
        window.has_delete_permission(request),
    )


@named
def test_every_row_of_the_house_can_be_looked_at(model):
    window = admin.site._registry[model]

    assert isinstance(window, Register)
    assert window.list_display != ("__str__",)
    assert window.search_fields or model._meta.label in {"kernel.ClockSetting", "kernel.CalendarYear"}


@named
def test_every_window_is_opened_by_a_role_or_is_a_superusers(model):
    seen = {*rights.SEEN_BY_EVERY_OFFICER, *rights.SEEN_BY_KEEPERS}

    assert model._meta.label_lower in seen or model._meta.label == "identity.User"


def test_the_table_of_rights_names_windows_that_there_are():
    ours = {model._meta.label_lower for model in OURS + OUTSIDE}

    assert {*rights.SEEN_BY_EVERY_OFFICER, *rights.SEEN_BY_KEEPERS} <= ours
    assert {right.partition(".")[2].partition("_")[2] for right in rights.MORE_RIGHTS} <= {
        label.partition(".")[2] for label in ours
    }


@opened
def test_only_what_is_kept_by_hand_can_be_changed(model):
    keepers = KEPT.get(model._meta.label, set())
    filers = {Role.RECEPTION} if model is Dossier else keepers
    removers = keepers if model._meta.label == "kernel.CalendarDay" else set()

    for role in Role:
        may = role in filers, role in keepers, role in removers
        assert rights_on(admin.site._registry[model], [role]) == may


@opened
def test_a_superuser_edits_no_row_that_a_service_writes(model, screen):
    if model._meta.label in KEPT:
        return
    root, window = screen("root"), admin.site._registry[model]
    request = RequestFactory().get("/")
    request.user = root.get("/admin/").wsgi_request.user

    assert isinstance(window, Window)
    assert not window.has_change_permission(request)
    assert not window.has_delete_permission(request)
    assert window.has_add_permission(request) == (model is Dossier)


@pytest.mark.parametrize("model", MOVED, ids=lambda model: model._meta.label)
def test_no_form_of_the_admin_writes_the_state_of_a_subject(model):
    window = admin.site._registry[model]

    assert isinstance(window, Window)
    assert not window.list_editable


def test_every_list_and_every_row_opens(screen, certified, dossier_in):
    dossier = dossier_in(Stage.RETURNED)
    RequirementFactory(terms=dossier.terms)
    readers = {"identity.User": screen("root")}

    for model in WINDOWS + [model for model in OUTSIDE if model._meta.label_lower in rights.SEEN_BY_KEEPERS]:
        reader = readers.get(model._meta.label) or readers.setdefault("", screen("trang"))
        row = model._base_manager.order_by("pk").first()
        pages = [url_of(model, "changelist"), url_of(model, "changelist") + "?q=a"]
        pages += [url_of(model, "change", row.pk)] if row else []
        assert {page: reader.get(page).status_code for page in pages} == dict.fromkeys(pages, 200)


@pytest.mark.parametrize("name", ["an", "binh", "chi", "dung"])
def test_an_officer_sees_dossiers_catalogue_agencies_and_calendar(name, screen):
    index = screen(name).get("/admin/")

    windows = {window["model"]._meta.label_lower for room in index.context["app_list"] for window in room["models"]}
    assert windows == set(rights.SEEN_BY_EVERY_OFFICER)


@pytest.mark.parametrize("label", rights.SEEN_BY_KEEPERS)
def test_an_officer_does_not_open_the_windows_of_trainers(label, screen):
    assert screen("an").get(url_of(apps.get_model(label), "changelist")).status_code == 403


def test_an_officer_without_a_post_sees_nothing(screen, world):
    Appointment.objects.filter(officer=world.an.officer).update(until_on="2024-03-31")
    an = screen("an")

    assert an.get("/admin/").context["app_list"] == []
    assert an.get(url_of(Dossier, "changelist")).status_code == 403


def test_a_citizen_is_not_let_in(screen):
    assert screen("lan").get("/admin/").status_code == 302


def test_the_rooms_stand_from_the_top_floor_down_and_the_dossiers_first(screen):
    index = screen("trang").get("/admin/")

    rooms = {room["app_label"]: [window["model"] for window in room["models"]] for room in index.context["app_list"]}
    from_the_top = ("dossiers", "interlink", "payments", "signing", "identity", "kernel")
    inside = [room for room in rooms if not room.startswith("sandbox_")]
    assert inside == [room for room in from_the_top if room in rooms]
    assert list(rooms)[: len(inside)] == inside
    assert rooms["dossiers"][0] is Dossier


def test_a_personal_number_is_masked_in_lists_and_rows(screen, world):
    trang, number = screen("trang"), world.lan.person.personal_number

    for url in (url_of(type(world.lan.person), "changelist"), url_of(type(world.lan.person), "change", world.lan.id)):
        answer = trang.get(url).content.decode()
        assert number not in answer
        assert f"003•••••{number[-4:]}" in answer


def test_a_row_that_is_not_there_is_a_404(screen):
    assert screen("trang").get(url_of(apps.get_model("dossiers.paper"), "change", 999_999)).status_code == 404
