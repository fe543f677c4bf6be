"""A Zalo bot as a channel, over the small Zalo Bot API; that of Official Accounts is another one."""
