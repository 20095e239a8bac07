"""The tables of answering."""

from langnghe.reply.models.batch import Batch, Share
from langnghe.reply.models.outgoing import Outgoing
from langnghe.reply.models.satisfaction import Knock, Satisfaction
from langnghe.reply.models.telling import Telling
from langnghe.reply.models.texts import ReplyTemplate

__all__ = [
    "Batch",
    "Knock",
    "Outgoing",
    "ReplyTemplate",
    "Satisfaction",
    "Share",
    "Telling",
]
