"""The peer that is measured beside us: django-helpdesk, in an environment of its own."""
