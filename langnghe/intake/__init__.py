"""Every channel into the book: accept, read, register, reconcile."""
