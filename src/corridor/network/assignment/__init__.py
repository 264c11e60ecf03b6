"""Assignment: who goes where on a network whose links slow down, or over many routes at once."""
