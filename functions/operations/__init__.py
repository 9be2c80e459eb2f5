"""What keeps the rest running: relay, dead letters, the audit trail, health, and the description of the API."""
