"""Demo certificates, PDF signatures and what can be said of them; the only room that knows pyHanko."""
