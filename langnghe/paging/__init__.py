"""Reaching a person outside: SMS by a gateway or a modem, notices on a browser's device."""
