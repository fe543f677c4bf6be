"""The conversation engine: it knows no subject, and of the records only chats, messages, files and who asks."""
