"""What this house does with linked services; API, task, command and the case upstairs call the same."""
