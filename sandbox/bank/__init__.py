"""The invented bank: two gateways, transfers, refunds and a statement for each day."""
