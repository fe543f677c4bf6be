"""What people type, understood: days, times, amounts, titles, people, places, reasons, marks. Pure."""
