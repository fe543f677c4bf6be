"""What people type, understood: days, times, amounts, people, places, reasons, marks. Text and today in, a value out."""
