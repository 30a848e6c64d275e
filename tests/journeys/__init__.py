"""Whole stories, through services only."""
