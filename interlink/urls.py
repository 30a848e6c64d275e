"""Addresses of linked services, below /api/v1/interlink/."""

from django.urls import path, register_converter
from django.urls.converters import StringConverter

from interlink.api import (
    CHAIN_ACTS,
    STEP_ACTS,
    ActView,
    ChainsView,
    ChainView,
    InboxView,
    LinesView,
    OrphansView,
)


class ChainCodeConverter(StringConverter):
    """The code of a chain; what no code can look like is an unknown address."""

    regex = r"[\w.-]{1,40}"


register_converter(ChainCodeConverter, "chain")

urlpatterns = [
    path("inbox", InboxView.as_view(), name="interlink-inbox"),
    path("chains", ChainsView.as_view(), name="chains"),
    path("chains/<chain:code>", ChainView.as_view(), name="chain"),
    *(
        path(f"chains/<chain:code>/{act.name}", ActView.as_view(act=act), name=f"chain-{act.name}")
        for act in CHAIN_ACTS
    ),
    *(
        path(f"chains/<chain:code>/steps/<slug:step>/{act.name}", ActView.as_view(act=act), name=f"step-{act.name}")
        for act in STEP_ACTS
    ),
    path("orphans", OrphansView.as_view(), name="orphans"),
    path("lines", LinesView.as_view(), name="lines"),
]
