"""Real mail servers: Dovecot's mailboxes; Postfix, or without root Exim, before and behind us."""
