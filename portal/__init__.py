"""Public pages: follow a dossier, verify a result, see how offices keep their dates."""
