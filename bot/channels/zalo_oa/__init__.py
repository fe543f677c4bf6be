"""A Zalo Official Account as a channel, over the OA API v3; that of Zalo's small bots is another one."""
