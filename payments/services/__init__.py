"""What is done with money, one module per act; API, admin, task, command and scenario call the same."""
