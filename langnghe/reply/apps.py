"""What happens once, when answering is loaded."""

from django.apps import AppConfig


class ReplyConfig(AppConfig):
    """Tells the capabilities below what its facts mean, in every process."""

    name = "langnghe.reply"

    def ready(self) -> None:
        """Tell them; models are there only now."""
        from langnghe.deadlines.actions.follow import hear
        from langnghe.deadlines.heard import means
        from langnghe.register.timeline import listen
        from langnghe.reply import events
        from langnghe.workdays.obligations import Moment

        means(events.Noticed, Moment.NOTIFIED)
        means(events.Answered, Moment.ANSWERED)
        means(events.ToldByPhone, Moment.ANSWERED, call_result="told")
        listen(hear, events.Noticed, events.Answered, events.ToldByPhone)
