"""Work orders: what is to be mended in rooms, who does it, and whether it is done."""
