"""Who comes back, what they like, and being forgotten."""
