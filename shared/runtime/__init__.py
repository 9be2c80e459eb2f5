"""How a function runs: HTTP in, events in, the unit of work, the journal, publishing, identity, telemetry."""
