"""The words of the web's own pages."""
