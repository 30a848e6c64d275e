"""What trainers do: make a world, and play a scenario in it."""
