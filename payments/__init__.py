"""Orders, payments and their notices, refunds, and the daily comparison with the bank."""
