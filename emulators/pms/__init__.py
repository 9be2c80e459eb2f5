"""Stand-ins for property management systems: each speaks its vendor's documented protocol, none knows our bridge."""
