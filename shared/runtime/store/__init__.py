"""Where documents are kept. `port` is what the runtime needs; `firestore` and `memory` are the same thing twice."""
