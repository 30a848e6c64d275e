"""The wall of every office: clock, working time, journal, moves, errors, actors."""
