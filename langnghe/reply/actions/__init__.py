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
)
from langnghe.reply.actions.notices import NoNotice, NoWay, send_first_notice, tell_more_time
from langnghe.reply.actions.post import send_shares
from langnghe.reply.actions.rate import (
    NoScore,
    NoSuchAnswer,
    RatedTooLate,
    TooManyKnocks,
    Verdict,
    knock,
    rate_by_keypad,
    rate_by_link,
    rate_told,
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
from langnghe.reply.actions.tellings import (
    HeldMeanwhile,
    NoCallable,
    ask_tellings,
    record_call,
    take_telling,
    tell_by_phone,
)
from langnghe.reply.actions.texts import load_past_outgoing, load_past_ratings, load_templates

__all__ = [
    "ACKNOWLEDGEMENTS_A_DAY",
    "STUCK_AFTER",
    "TRIES",
    "EmptyAnswer",
    "HeldMeanwhile",
    "NoAddress",
    "NoCallable",
    "NoNotice",
    "NoScore",
    "NoSuchAnswer",
    "NoWay",
    "RatedTooLate",
    "TooManyKnocks",
    "Verdict",
    "acknowledge",
    "acknowledge_opened",
    "answer_by_mail",
    "ask_tellings",
    "fresh_message_id",
    "knock",
    "load_past_outgoing",
    "load_past_ratings",
    "load_templates",
    "mark_bounced",
    "mark_opened",
    "rate_by_keypad",
    "rate_by_link",
    "rate_told",
    "record_call",
    "relay",
    "send_first_notice",
    "send_outgoing",
    "send_several",
    "send_shares",
    "sweep_outgoing",
    "take_telling",
    "tell_by_phone",
    "tell_more_time",
]
