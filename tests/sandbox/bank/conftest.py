"""What tests of money ask for is what tests of the bank ask for: a payer with an order, and the wire to the house."""

from tests.payments.fixtures import attempt, friday, order, order_of, wire

__all__ = ["attempt", "friday", "order", "order_of", "wire"]
