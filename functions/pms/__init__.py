"""The two-way bridge to the property's PMS."""
