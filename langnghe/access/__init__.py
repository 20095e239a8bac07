"""Who may do what: officers, their roles and rights, the agencies they belong to."""
