"""The case in the admin: windows on its rows, and for each dossier a page with the acts that are open to its reader."""

from dossiers.admin import dossier, parts, procedures, steps

__all__ = ["dossier", "parts", "procedures", "steps"]
