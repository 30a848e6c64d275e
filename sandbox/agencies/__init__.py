"""The partner agencies of the outside world: civil status, residence police, social insurance, labour."""
