"""Reservations and stays: booked, moved, checked in and out, and what the day brings."""
