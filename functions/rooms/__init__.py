"""The live row: read it, flag it, preset it, tell what was seen in it, and have rooms at all."""
