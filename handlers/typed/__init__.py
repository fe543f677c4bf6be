"""What people type, understood: days, times, amounts, people, places, reasons, marks. Pure: text in, a value out."""
