"""What people type, understood: times, days, amounts, people, places, reasons."""
