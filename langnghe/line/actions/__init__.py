"""What is done at the line: signing on, noting calls, calling back."""

from langnghe.line.actions import marks as marks
from langnghe.line.actions import trials as trials
