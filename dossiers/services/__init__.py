"""What an office does with a dossier, one module per stage; API, admin, task, command and scenario call the same."""
