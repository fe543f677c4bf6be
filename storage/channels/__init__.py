"""What channels keep for themselves: the tokens by which they speak, and how far they have heard."""
