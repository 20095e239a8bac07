"""What happens once, when answering is loaded."""

from django.apps import AppConfig


class ReplyConfig(AppConfig):
    """Tells the capabilities below what its facts mean, and hears theirs, in every process."""

    name = "langnghe.reply"

    def ready(self) -> None:
        """Tell them and begin to hear; models are there only now."""
        from langnghe.deadlines.actions.follow import hear
        from langnghe.deadlines.heard import means
        from langnghe.duty.faults import find_by
        from langnghe.register.events import (
            Closed,
            SubmissionJoined,
            SubmissionSetAside,
            ToldByPhone,
        )
        from langnghe.register.timeline import listen
        from langnghe.reply import events
        from langnghe.reply.actions.hear import hear_ended
        from langnghe.reply.faults import relay_away
        from langnghe.workdays.obligations import Moment

        means(events.Noticed, Moment.NOTIFIED)
        means(events.NoticedByPhone, Moment.NOTIFIED)
        means(events.Answered, Moment.ANSWERED)
        means(ToldByPhone, Moment.ANSWERED, call_result="told")
        listen(hear, events.Noticed, events.NoticedByPhone, events.Answered, ToldByPhone)
        listen(hear_ended, Closed, SubmissionJoined, SubmissionSetAside)
        find_by(relay_away)
