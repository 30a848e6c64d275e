"""Facts in, PDF bytes out: the numbered forms 01-06, the result and the certified scan, in Vietnamese."""
