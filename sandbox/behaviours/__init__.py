"""How the offices of the outside world behave: a menu in a file, rows that switch it on, draws that repeat."""
