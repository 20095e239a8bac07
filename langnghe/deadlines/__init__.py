"""What is owed until when: rules of law and of the office, the calendar, reminders."""
