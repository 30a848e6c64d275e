"""Windows with acts: a button asks, a form confirms, and a service does it under the name of who sits there."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from typing import Any, ClassVar

from django import forms
from django.contrib import messages
from django.db.models import Model
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.template.response import TemplateResponse
from django.urls import URLPattern, path, reverse
from django.utils.functional import Promise
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext_lazy as _

from identity.sessions import seat_of
from kernel.actors import Actor
from kernel.errors import Invalid, Problem
from kernel.moves import NotYourMove, WrongState
from kernel.windows import Window

NEXT = "next"
NOT_NOW = _("This act is not possible now, or not yours.")


class Asked(forms.Form):
    """What an act asks before it is done: nothing but the consent. `facts()` are the arguments of its service."""

    def __init__(self, row: Any, *posted: Any) -> None:
        super().__init__(*posted)
        self.row = row
        self.prepare()

    def prepare(self) -> None:
        """Fill in what the system knows: fields, choices and first values."""

    def facts(self) -> dict[str, Any]:
        return dict(self.cleaned_data)

    def names(self) -> dict[str, str]:
        """Return how things are called on the screen, by the names that a refusal gives them."""
        return {}


class Reason(Asked):
    # 250 is what the shortest column holds that keeps one.
    reason = forms.CharField(label=_("reason"), max_length=250, widget=forms.Textarea(attrs={"rows": 3, "cols": 80}))


@dataclass(frozen=True, slots=True)
class Act:
    """What `form` asks goes to `service(row_id, by=actor, **facts)`. A grave one cannot be taken back."""

    label: str | Promise
    form: type[Asked]
    service: Callable[..., object]
    grave: bool = False


@dataclass(frozen=True, slots=True)
class Button:
    """An act on offer; `blocked` is the sentence of the guard that still says no."""

    name: str
    act: Act
    blocked: str = ""


class Desk(Window):
    """Rows that are looked at, and acted on by the acts of a table."""

    acts: ClassVar[Mapping[str, Act]] = {}
    change_form_template = "identity/admin/desk.html"

    def open_acts(self, row: Any, actor: Actor) -> Iterable[tuple[str, str]]:
        """Yield the names of the acts that the actor may do here, each with what still blocks it ("" for nothing)."""
        raise NotImplementedError

    def links(self, row: Any) -> Iterable[tuple[str, str | Promise]]:
        """Yield addresses and names of what belongs to a row."""
        return ()

    def buttons(self, row: Any, actor: Actor) -> list[Button]:
        return [Button(name, self.acts[name], blocked) for name, blocked in self.open_acts(row, actor)]

    def get_urls(self) -> list[URLPattern]:
        act = self.admin_site.admin_view(self.act)
        return [path("<int:pk>/acts/<slug:name>/", act, name=self._name("act")), *super().get_urls()]

    def change_view(
        self, request: HttpRequest, object_id: str, form_url: str = "", extra_context: dict[str, Any] | None = None
    ) -> HttpResponse:
        row = self.get_object(request, object_id)
        more: dict[str, Any] = {"act_url": f"admin:{self._name('act')}"}
        if row is not None:
            more |= {"buttons": self.buttons(row, seat_of(request.user).actor), "links": list(self.links(row))}
        return super().change_view(request, object_id, form_url, {**(extra_context or {}), **more})

    def act(self, request: HttpRequest, pk: int, name: str) -> HttpResponse:
        """Ask before an act (GET), or do it (POST)."""
        row, actor, act = self._seen(request, pk), seat_of(request.user).actor, self.acts.get(name)
        if act is None:
            raise Http404
        button = next((button for button in self.buttons(row, actor) if button.name == name), None)
        form = act.form(row, *((request.POST,) if request.method == "POST" else ()))
        if form.is_valid():
            problem = _refused(act, form, actor)
            if problem is None:
                messages.success(request, _("Done: %(act)s.") % {"act": act.label})
                return self._back(request, row)
            if not isinstance(problem, Invalid):
                messages.error(request, told(problem, form.names()))
                return self._back(request, row)
            form.add_error(None, told(problem, form.names()))
        elif button is None or button.blocked:
            messages.error(request, button.blocked if button else NOT_NOW)
            return self._back(request, row)
        around = {**self.admin_site.each_context(request), "opts": self.opts, "media": self.media}
        context = {
            **around,
            "title": act.label,
            "form": form,
            "row": row,
            "act": act,
            "back": self._origin(request, row),
        }
        return TemplateResponse(request, "identity/admin/act.html", context, status=400 if form.errors else 200)

    def _seen(self, request: HttpRequest, pk: int) -> Model:
        """Return the row; what one may not see is not there."""
        row: Model | None = self.get_object(request, str(pk)) if self.has_view_permission(request) else None
        if row is None:
            raise Http404
        return row

    def _back(self, request: HttpRequest, row: Model) -> HttpResponseRedirect:
        return HttpResponseRedirect(self._origin(request, row))

    def _origin(self, request: HttpRequest, row: Model) -> str:
        """Return the page of ours on which the button was; a foreign address is none."""
        asked = request.GET.get(NEXT, "")
        is_ours = url_has_allowed_host_and_scheme(asked, {request.get_host()}, request.is_secure())
        return asked if is_ours else reverse(f"admin:{self._name('change')}", args=[row.pk])

    def _name(self, page: str) -> str:
        return f"{self.opts.app_label}_{self.opts.model_name}_{page}"


def _refused(act: Act, form: Asked, actor: Actor) -> Problem | None:
    """Do the act; return why it was not done, if it was not."""
    try:
        act.service(form.row.pk, by=actor, **form.facts())
    except Problem as problem:
        return problem
    return None


def told(problem: Problem, names: Mapping[str, str]) -> str:
    """Return the sentence of a refusal for a clerk, who knows moves, papers and questions by names and not by codes."""
    if isinstance(problem, (WrongState, NotYourMove)):
        return str(NOT_NOW)
    problem.params = {key: _named(value, names) for key, value in problem.params.items()}
    return problem.told()


def _named(value: Any, names: Mapping[str, str]) -> Any:
    if isinstance(value, (list, tuple)):
        return [names.get(item, item) for item in value]
    return names.get(value, value) if isinstance(value, str) else value
