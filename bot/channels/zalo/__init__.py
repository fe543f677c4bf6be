"""What both of Zalo's APIs have in common: connections, cutting of texts, values as they come, files that were sent."""
