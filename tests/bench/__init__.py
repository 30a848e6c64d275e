"""The house beside bare psycopg, Django, DRF, reportlab and pyHanko, in the same run: `make bench`, docs/bench.md."""
