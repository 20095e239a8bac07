"""Libraries that are loaded when they are first used, not when the process starts.

Each process of a hotline knows nearly all of our code, because capabilities listen to each other;
most of them never push a notice, count a matrix or write a workbook.
"""

from importlib import import_module
from types import ModuleType
from typing import Any


class _Late(ModuleType):
    """Stands for a library until somebody asks it for something."""

    def __getattr__(self, name: str) -> Any:
        found = getattr(import_module(self.__name__), name)
        setattr(self, name, found)
        return found


def late(name: str) -> Any:
    """Return what stands for a library; type checkers are told the library itself."""
    return _Late(name)
