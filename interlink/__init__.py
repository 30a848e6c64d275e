"""Linked services: chains of steps across partner agencies, the messages with them, and what stands in the end."""
