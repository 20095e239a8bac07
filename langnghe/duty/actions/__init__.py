"""Raising alarms and ending them, telling people by every way there is."""

from langnghe.duty.actions import climb as climb
from langnghe.duty.actions import notices as notices
from langnghe.duty.actions import quiet as quiet
from langnghe.duty.actions import watch as watch
from langnghe.duty.actions import ways as ways
