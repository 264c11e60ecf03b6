"""People on the move: choice of mode and destination, trips that arise, what travellers gain."""
