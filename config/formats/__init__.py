"""Two languages, one office: how each writes dates and numbers."""
