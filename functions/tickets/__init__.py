"""What guests asked for and what rooms need, until it is done."""
