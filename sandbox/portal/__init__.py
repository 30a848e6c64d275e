"""The national portal of the outside world: keeps the dossiers and the progress that offices report to it."""
