"""Windows on the population database and on the questions asked of it."""

from django.contrib import admin

from kernel.windows import Window
from sandbox.population.models import Lookup, Person


@admin.register(Person)
class PersonAdmin(Window):
    list_display = ("number", "full_name", "sex", "born_on", "died_on", "residence")
    list_filter = (("died_on", admin.EmptyFieldListFilter),)
    search_fields = ("number__exact", "full_name")
    ordering = ("number",)


@admin.register(Lookup)
class LookupAdmin(Window):
    list_display = ("at", "officer", "unit", "input", "outcome")
    list_filter = ("outcome",)
    search_fields = ("officer", "request_id__exact")
    exclude = ("number_sha256",)
    ordering = ("-pk",)
