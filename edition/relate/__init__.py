"""Relations: what links the documents of an edition to each other, to people and to events."""
