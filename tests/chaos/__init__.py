"""Workers are killed, brokers emptied, agencies and the bank misbehave; afterwards everything is counted."""
