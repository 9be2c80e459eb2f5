"""Life in the demo hotel, by its clock: who comes and goes, who cleans, who inspects, and whether every arrival got a room.

Everybody does it as people would: the receptionist at the PMS's desk, staff signed in, guests at paired tablets. `story` is the
agenda of a day; each other module is one group of people.
"""
