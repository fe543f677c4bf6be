"""Free words in a chat: what is known of it, what a message means there, and what is begun or asked by it."""
