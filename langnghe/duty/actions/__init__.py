"""Raising alarms and ending them, telling people by every way there is."""

from langnghe.duty.actions import notices as notices
