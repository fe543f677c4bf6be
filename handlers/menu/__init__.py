"""The menu, help, and the language in which a person is spoken to."""
