"""The trainer's floor: scenarios, the played clock, the story that a run tells."""
