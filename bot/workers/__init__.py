"""Work that goes on beside the writer, each kind in a worker of its own."""
