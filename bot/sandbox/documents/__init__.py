"""Documents that people send, read in the sandbox."""
