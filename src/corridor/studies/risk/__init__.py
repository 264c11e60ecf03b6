"""Safety and resilience: rates of events, who is exposed, what closures cost."""
