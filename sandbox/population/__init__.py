"""The population database of the outside world: who there is, and a look-up that logs every question."""
