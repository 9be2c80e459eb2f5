"""How events travel. `port` is what the runtime needs; `pubsub` and `memory` are the same thing twice."""
