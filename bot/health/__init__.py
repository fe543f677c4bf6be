"""Whether the service does its work: what parts note of themselves, what is looked at, and the alarms that follow."""
