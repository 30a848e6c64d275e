"""What the rooms' admins have in common: lists that stay fast, rows that are looked at and not edited."""

from functools import cached_property
from typing import Any, NoReturn, cast

from django import forms
from django.contrib import admin
from django.contrib.admin.views.main import ChangeList
from django.core.paginator import Paginator
from django.db.models import DateField, Model, QuerySet
from django.http import Http404, HttpRequest

MOST_COUNTED = 5_000
# The browser's own field for a date: Django's offers "today" by a clock that is not the simulated one.
DAY = forms.DateInput(format="%Y-%m-%d", attrs={"type": "date"})


class NearPages(Paginator):  # type: ignore[type-arg]
    """Counts no further than anybody turns pages: a full COUNT reads a table of a million rows to its end."""

    @cached_property
    def count(self) -> int:
        rows = cast("QuerySet[Model]", self.object_list)
        return rows.order_by()[:MOST_COUNTED].count()


class NearList(ChangeList):
    """A list that nobody narrowed has no "show all" beside its number of rows."""

    def get_results(self, request: HttpRequest) -> None:
        super().get_results(request)
        if not self.query and not self.has_active_filters:
            self.full_result_count = self.result_count


class Register(admin.ModelAdmin):  # type: ignore[type-arg]
    """Rows that some roles keep here (config/rights.py says which); none of them is ever deleted."""

    paginator = NearPages
    show_full_result_count = False
    show_facets = admin.ShowFacets.NEVER
    list_per_page = 50
    formfield_overrides = {DateField: {"widget": DAY}}

    def get_changelist(self, request: HttpRequest, **kwargs: Any) -> type[ChangeList]:
        return NearList

    def has_delete_permission(self, request: HttpRequest, obj: Model | None = None) -> bool:
        return False

    def _get_obj_does_not_exist_redirect(self, request: HttpRequest, opts: Any, object_id: str) -> NoReturn:
        """What one may not see is not there."""
        raise Http404


class Window(Register):
    """Rows that change by services only: here they are looked at."""

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: Model | None = None) -> bool:
        return False
