"""What can be done with the register. Only these modules write its tables.

Jobs are found by the worker because they are imported here.
"""

from langnghe.register.actions import lexicon, views

__all__ = ["lexicon", "views"]
