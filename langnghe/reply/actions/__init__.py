"""Answer citizens, acknowledge their mail once, send what waits in the outbox."""

from langnghe.reply.actions.acknowledge import (
    ACKNOWLEDGEMENTS_A_DAY,
    acknowledge,
    acknowledge_opened,
)
from langnghe.reply.actions.answer import (
    EmptyAnswer,
    NoAddress,
    answer_by_mail,
    fresh_message_id,
    record_call,
)
from langnghe.reply.actions.send import (
    STUCK_AFTER,
    TRIES,
    mark_bounced,
    mark_opened,
    relay,
    send_outgoing,
    send_several,
    sweep_outgoing,
)
from langnghe.reply.actions.texts import load_past_outgoing, load_templates

__all__ = [
    "ACKNOWLEDGEMENTS_A_DAY",
    "STUCK_AFTER",
    "TRIES",
    "EmptyAnswer",
    "NoAddress",
    "acknowledge",
    "acknowledge_opened",
    "answer_by_mail",
    "fresh_message_id",
    "load_past_outgoing",
    "load_templates",
    "mark_bounced",
    "mark_opened",
    "record_call",
    "relay",
    "send_outgoing",
    "send_several",
    "sweep_outgoing",
]
