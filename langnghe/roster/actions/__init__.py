"""Planning duties, standing watch, handing over. Jobs are found because they are imported here."""

from langnghe.roster.actions import owners as owners
