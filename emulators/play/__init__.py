"""A day in the demo hotel, in fast motion: who comes and goes, who cleans, who inspects, and whether every arrival got a room.

Everybody does it as people would: the receptionist at the PMS's desk, staff signed in, guests at paired tablets, and the
staff service with its events. `story` is the clock and the agenda; each other module is one group of people.
"""
