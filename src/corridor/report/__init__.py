"""Tables, charts, maps and the HTML report; computes nothing."""
