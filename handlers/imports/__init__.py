"""Tables of an office's: in as imports, out as exports."""
