"""The pages of the public door that a signed link opens: no log-in, no session, and nothing that a GET changes."""
