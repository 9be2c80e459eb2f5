"""Cleaning of rooms: their status, and the blocks that take them out of use."""
