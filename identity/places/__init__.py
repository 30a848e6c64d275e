"""The provinces of 2024, and the invented one of the exercise, as data (docs/sources.md, rules N-3 to N-7)."""
