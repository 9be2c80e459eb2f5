"""What every function of RoomStateSync shares: the domain, and the runtime that carries it."""
