"""The invented outside world: a bank, agencies, registers, a portal; reached by HTTP only."""
