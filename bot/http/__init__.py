"""The web: what is served over HTTP, to whom, and how it is guarded."""
