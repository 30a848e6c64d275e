"""Everything that tests of money ask for."""

from tests.payments.fixtures import attempt, friday, order, order_of, wire

__all__ = ["attempt", "friday", "order", "order_of", "wire"]
