"""The procedures of one legal year as data, with where each fact comes from (docs/sources.md, rules P-1 to P-38)."""
