"""The list of dossiers, the page of one, and the acts on it; nothing here writes but through a service."""

from collections.abc import Iterator
from typing import Any

from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied
from django.db.models import F, QuerySet
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.template.response import TemplateResponse
from django.urls import URLPattern, path, reverse
from django.utils.html import format_html
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_safe

from dossiers import files, printouts
from dossiers.admin import acts, filing, page, radar
from dossiers.admin.acts import Chosen
from dossiers.admin.asking import Plain
from dossiers.admin.radar import OrphanLine
from dossiers.models import Dossier, StoredFile
from dossiers.states import PAUSED, State
from identity.desks import NOT_NOW, told
from identity.sessions import seat_of
from kernel import clock
from kernel.actors import Actor
from kernel.errors import Invalid, Problem
from kernel.windows import Window

BY_DATE = (F("due_on").asc(nulls_first=True), "pk")


class Work(admin.SimpleListFilter):
    """What there is to do; the list opens on what is not finished, a search looks everywhere."""

    title = _("work")
    parameter_name = "work"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, Any]]:
        return [
            ("mine", _("in my hands")),
            ("reception", _("to be accepted")),
            ("overdue", _("overdue")),
            ("paused", _("waiting for the citizen")),
            ("ready", _("result ready")),
            ("closed", _("closed")),
            ("all", _("all")),
        ]

    def choices(self, changelist: Any) -> Iterator[Any]:
        unfinished, *others = super().choices(changelist)
        yield {**unfinished, "display": _("unfinished")}
        yield from others

    def queryset(self, request: HttpRequest, queryset: QuerySet[Dossier]) -> QuerySet[Dossier]:
        dossiers = Dossier.objects.all() & queryset
        unfinished = dossiers.open()
        match self.value():
            case "mine":
                return unfinished.filter(handler_id=seat_of(request.user).actor.id)
            case "reception":
                return unfinished.filter(state=State.REGISTERED)
            case "overdue":
                return unfinished.overdue(clock.today())
            case "paused":
                return unfinished.filter(state__in=PAUSED)
            case "ready":
                return unfinished.filter(state=State.SIGNED)
            case "closed":
                return dossiers.exclude(closed_at=None)
            case "all":
                return dossiers
        return dossiers if request.GET.get("q") else unfinished


@admin.register(Dossier)
class DossierAdmin(Window):
    list_display = ("code", "procedure", "applicant", "state", "deadline", "handler", "agency")
    list_filter = (Work, "state", "identity", "channel")
    search_fields = ("applicant__full_name",)
    search_help_text = _("code of the dossier, whole or from its date on (240425-0003), or name of its owner")
    list_select_related = ("procedure", "applicant", "agency", "handler")
    ordering = ("-pk",)
    change_list_template = "dossiers/admin/dossiers.html"

    @admin.display(description=_("deadline"), ordering="due_on")
    def deadline(self, dossier: Dossier) -> str:
        mark, due_at = page.lateness(dossier), dossier.reception_due_at.astimezone(clock.TZ)
        waits = dossier.state == State.REGISTERED
        shown = f"{due_at:%H:%M %d/%m/%Y}" if waits else dossier.due_on and f"{dossier.due_on:%d/%m/%Y}"
        return format_html('<span class="deadline {}">{} {}</span>', mark.tone, shown or "", mark.text)

    def get_ordering(self, request: HttpRequest) -> Any:
        """What there is to do stands in the order of its dates; what is only looked up, the newest first."""
        looked_up = request.GET.get("q") or request.GET.get("work") in ("closed", "all")
        return self.ordering if looked_up else BY_DATE

    def get_search_results(
        self, request: HttpRequest, queryset: QuerySet[Dossier], search_term: str
    ) -> tuple[QuerySet[Dossier], bool]:
        """Look up a code from its beginning, which an index answers; names have no digits."""
        term, post = search_term.strip().upper(), seat_of(request.user).post
        if not any(letter.isdigit() for letter in term):
            return super().get_search_results(request, queryset, search_term)
        start = term if term[0] in "HG" or post is None else f"{post.agency.code}-{term}"
        return queryset.filter(code__startswith=start), False

    def get_queryset(self, request: HttpRequest) -> QuerySet[Dossier]:
        return Dossier.objects.visible_to(seat_of(request.user).actor)

    def has_add_permission(self, request: HttpRequest) -> bool:
        """A desk files dossiers; the form of Django for adding rows is never shown."""
        return request.user.has_perm("dossiers.add_dossier")

    def get_urls(self) -> list[URLPattern]:
        wrap = self.admin_site.admin_view
        return [
            path("orphans/", wrap(require_safe(self.orphans)), name="dossiers_dossier_orphans"),
            path("stuck/", wrap(require_safe(self.stuck)), name="dossiers_dossier_stuck"),
            path("<int:pk>/acts/<slug:name>/", wrap(self.act), name="dossiers_dossier_act"),
            path("<int:pk>/papers/<slug:requirement>/<slug:name>/", wrap(self.act), name="dossiers_dossier_paper"),
            path("<int:pk>/files/<slug:sha256>/", wrap(require_safe(self.file)), name="dossiers_dossier_file"),
            path("<int:pk>/forms/<slug:code>/", wrap(require_safe(self.form_pdf)), name="dossiers_dossier_form"),
            *super().get_urls(),
        ]

    def add_view(self, request: HttpRequest, form_url: str = "", extra_context: Any = None) -> HttpResponse:
        if not self.has_add_permission(request):
            raise PermissionDenied
        return filing.answer(self, request)

    def change_view(
        self, request: HttpRequest, object_id: str, form_url: str = "", extra_context: Any = None
    ) -> HttpResponse:
        """Show the dossier; its row is changed by no form."""
        if request.method not in ("GET", "HEAD"):
            raise PermissionDenied
        dossier, actor = self._seen(request, object_id)
        shown = page.of(dossier, actor)
        return self.shown(request, "dossiers/admin/dossier.html", title=dossier.code, page=shown, dossier=dossier)

    def act(self, request: HttpRequest, pk: int, name: str, requirement: str = "") -> HttpResponse:
        """Ask before an act (GET), or do it (POST)."""
        dossier, actor = self._seen(request, pk)
        if requirement:
            chosen = acts.chosen_for_paper(dossier, actor, name, requirement)
        else:
            chosen = acts.chosen(dossier, actor, name)
        if chosen is None:
            raise Http404
        posted = (request.POST, request.FILES) if request.method == "POST" else ()
        form = chosen.form(dossier, chosen.need, *posted)
        label = chosen.button.label if chosen.button else name
        if form.is_valid():
            problem = _refused(chosen, form, actor)
            if problem is None:
                messages.success(request, _("Done: %(act)s.") % {"act": label})
                return self._back(dossier)
            if not isinstance(problem, Invalid):
                messages.error(request, told(problem, form.names()))
                return self._back(dossier)
            form.add_error(None, told(problem, form.names()))
        elif chosen.button is None or chosen.button.blocked:
            messages.error(request, chosen.button.blocked if chosen.button else NOT_NOW)
            return self._back(dossier)
        context = {"title": label, "form": form, "dossier": dossier, "chosen": chosen}
        return self.shown(request, "dossiers/admin/act.html", status=400 if form.errors else 200, **context)

    def file(self, request: HttpRequest, pk: int, sha256: str) -> HttpResponse:
        """Show a scan, an e-copy or the result."""
        dossier, _actor = self._seen(request, pk)
        if sha256 not in page.files_of(dossier):
            raise Http404
        stored = StoredFile.objects.get(pk=sha256)
        return HttpResponse(files.read(stored), content_type=stored.content_type)

    def form_pdf(self, request: HttpRequest, pk: int, code: str) -> HttpResponse:
        """Show a numbered form as a PDF."""
        dossier, _actor = self._seen(request, pk)
        try:
            pdf = printouts.printed(dossier, code)
        except Problem as problem:
            raise Http404(problem.told()) from problem
        name = f'inline; filename="{dossier.code}-{code}.pdf"'
        return HttpResponse(pdf, content_type=files.PDF, headers={"Content-Disposition": name})

    def orphans(self, request: HttpRequest) -> HttpResponse:
        """Show the children who lack something some working days after their birth was registered."""
        actor = self._admitted(request)
        form = radar.After({"days": request.GET.get("days", radar.DAYS)})
        lines: list[OrphanLine] = []
        problem = ""
        if form.is_valid():
            try:
                lines = radar.orphans(form.cleaned_data["days"], actor)
            except Problem as gap:
                problem = gap.told()
        context = {"title": _("Orphan radar"), "form": form, "lines": lines, "problem": problem}
        status = 400 if form.errors else 200
        return self.shown(request, "dossiers/admin/orphans.html", status=status, **context)

    def stuck(self, request: HttpRequest) -> HttpResponse:
        """Show what somebody should look after: requests to agencies, and to those who may see it also news."""
        actor = self._admitted(request)
        may_see_news = request.user.has_perm("kernel.view_delivery")
        context: dict[str, Any] = {
            "title": _("Stuck work"),
            "lines": radar.stuck(actor),
            "may_see_news": may_see_news,
            "news": radar.poison() if may_see_news else [],
        }
        return self.shown(request, "dossiers/admin/stuck.html", **context)

    def shown(self, request: HttpRequest, template: str, *, status: int = 200, **context: Any) -> HttpResponse:
        around = {**self.admin_site.each_context(request), "opts": self.opts, "media": self.media}
        return TemplateResponse(request, template, {**around, **context}, status=status)

    def _seen(self, request: HttpRequest, pk: int | str) -> tuple[Dossier, Actor]:
        """Return the dossier and who looks at it; what one may not see is not there."""
        actor = seat_of(request.user).actor
        dossier = page.found(int(pk), actor) if str(pk).isdecimal() and self.has_view_permission(request) else None
        if dossier is None:
            raise Http404
        return dossier, actor

    def _admitted(self, request: HttpRequest) -> Actor:
        if not self.has_view_permission(request):
            raise PermissionDenied
        return seat_of(request.user).actor

    def _back(self, dossier: Dossier) -> HttpResponseRedirect:
        return HttpResponseRedirect(reverse("admin:dossiers_dossier_change", args=[dossier.pk]))


def _refused(chosen: Chosen, form: Plain, actor: Actor) -> Problem | None:
    """Do the act; return why it was not done, if it was not."""
    try:
        chosen.service(form.dossier.pk, by=actor, **form.facts())
    except Problem as problem:
        return problem
    return None
