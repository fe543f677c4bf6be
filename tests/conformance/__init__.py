"""What each channel's vendor does and says, row by row, for the one suite that all channels pass."""
