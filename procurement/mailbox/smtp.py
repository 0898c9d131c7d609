"""The way out for letters: one connection to the mail server, and what its answers mean."""

import smtplib
import ssl
from collections.abc import Iterator
from contextlib import contextmanager
from email.message import EmailMessage
from email.utils import format_datetime

TIMEOUT = 20


class NotDelivered(Exception):
    """The letter did not leave; `permanent` when trying again is of no use."""

    def __init__(self, sentence: str, *, permanent: bool = False):
        super().__init__(sentence)
        self.sentence = sentence
        self.permanent = permanent


class MailServer:
    """A mail server as the settings name it (`smtp` has security, host, port, user and password)."""

    def __init__(self, smtp, mail_from: str):
        self.smtp = smtp
        self.mail_from = mail_from

    @contextmanager
    def connected(self) -> Iterator[smtplib.SMTP]:
        """A connection for several letters, signed in where the settings name a user."""
        try:
            server = self._connect()
        except (OSError, smtplib.SMTPException) as fault:
            raise NotDelivered(f"The mail server does not take letters: {_answer(fault)}.") from fault
        try:
            yield server
        finally:
            try:
                server.quit()
            except (OSError, smtplib.SMTPException):
                server.close()

    def send(self, server: smtplib.SMTP, letter) -> None:
        """Hand one letter over, or raise NotDelivered."""
        try:
            message = compose(letter, self.mail_from)
            server.send_message(message, self.mail_from, [letter.to_email])
        except smtplib.SMTPRecipientsRefused as fault:
            code, text = next(iter(fault.recipients.values()))
            raise NotDelivered(_sentence(code, text), permanent=code >= 500) from fault
        except smtplib.SMTPResponseException as fault:
            # A sender that is refused is our own setting's fault: the letter waits until that is mended.
            permanent = fault.smtp_code >= 500 and not isinstance(fault, smtplib.SMTPSenderRefused)
            raise NotDelivered(_sentence(fault.smtp_code, fault.smtp_error), permanent=permanent) from fault
        except (OSError, smtplib.SMTPException) as fault:
            raise NotDelivered(f"The connection to the mail server broke: {_answer(fault)}.") from fault
        except (ValueError, UnicodeError) as fault:
            raise NotDelivered(
                f"“{letter.to_email}” is no address that mail can be sent to.", permanent=True
            ) from fault

    def _connect(self) -> smtplib.SMTP:
        context = ssl.create_default_context()
        if self.smtp.security == "smtps":
            server = smtplib.SMTP_SSL(self.smtp.host, self.smtp.port, timeout=TIMEOUT, context=context)
        else:
            server = smtplib.SMTP(self.smtp.host, self.smtp.port, timeout=TIMEOUT)
        try:
            if self.smtp.security == "starttls":
                server.starttls(context=context)
            if self.smtp.user:
                server.login(self.smtp.user, self.smtp.password)
        except BaseException:
            server.close()
            raise
        return server


def compose(letter, mail_from: str) -> EmailMessage:
    """The letter as an e-mail; the same letter always has the same Message-ID, so that a second copy is known."""
    message = EmailMessage()
    message["From"] = mail_from
    message["To"] = letter.to_email
    message["Subject"] = letter.subject
    message["Date"] = format_datetime(letter.written_at)
    message["Message-ID"] = f"<{letter.id}@{mail_from.rpartition('@')[2]}>"
    message["Auto-Submitted"] = "auto-generated"
    message.set_content(letter.body)
    return message


def _sentence(code: int, text: bytes | str) -> str:
    words = text.decode("utf-8", "replace") if isinstance(text, bytes) else text
    return f"The mail server answered {code} {' '.join(words.split())}"[:500]


def _answer(fault: Exception) -> str:
    if isinstance(fault, smtplib.SMTPResponseException):
        return _sentence(fault.smtp_code, fault.smtp_error)
    return getattr(fault, "strerror", None) or type(fault).__name__
