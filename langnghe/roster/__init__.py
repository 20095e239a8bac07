"""Who is on watch: shifts, sign-on, handover, the logbook."""
