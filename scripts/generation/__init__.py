"""Everything that is written from the function map and the events, so that it is never written twice."""
