"""The shell around the core, and the only floor that knows an event loop: channels, inbox, delivery, web, commands."""
