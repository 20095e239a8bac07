"""What must be done until when: the obligations of submissions, the calendar, reminders."""
