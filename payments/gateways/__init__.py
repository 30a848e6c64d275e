"""Gateways that take payments: one contract, one module for each, and where they are found."""
