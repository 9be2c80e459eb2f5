"""What a hotel is: state, rules, transitions, events. Pure: no clock, no random, no I/O, nothing of Google's."""
