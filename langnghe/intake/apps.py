"""What happens once, when intake is loaded."""

from django.apps import AppConfig


class IntakeConfig(AppConfig):
    """Listens for calls that become submissions, and for what agencies are to be told."""

    name = "langnghe.intake"

    def ready(self) -> None:
        """Listen; models are there only now."""
        from langnghe.duty.faults import find_by
        from langnghe.intake.actions import mail_letters, tell_citizens, write_agencies
        from langnghe.intake.actions.transcribe import read_drafts
        from langnghe.intake.faults import open_differences, unread_mail
        from langnghe.register.events import ContactJoined, SubmissionOpened
        from langnghe.register.timeline import listen
        from langnghe.reply.marked import hear_marked

        listen(read_drafts, SubmissionOpened, ContactJoined)
        write_agencies.listen()
        tell_citizens.listen()
        hear_marked(mail_letters.hear_mails)
        find_by(open_differences)
        find_by(unread_mail)
