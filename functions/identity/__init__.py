"""Sign-in, roles, the property's settings, and pairing a tablet with its room."""
