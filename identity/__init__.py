"""Who is who: persons, agencies, officers and their appointments, log-in."""
