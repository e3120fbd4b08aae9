"""Numbers in a text: how they are written, hedged and joined, and which of them are no quantities."""
