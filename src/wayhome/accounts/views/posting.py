"""Send a one-time link by mail, where a mail server is set up."""

import logging
from smtplib import SMTPException

from django.conf import settings
from django.core.mail import send_mail
from django.utils import formats, timezone
from django.utils.translation import gettext

from wayhome.accounts.actions import Invited

log = logging.getLogger(__name__)


def is_set_up() -> bool:
    """Say whether there is a mail server to send through."""
    return not settings.EMAIL_BACKEND.endswith("dummy.EmailBackend")


def mail_link(url: str, invited: Invited) -> bool:
    """Mail the link to its owner; whether it went out. A mail that does not leave never undoes the invitation."""
    if not is_set_up():
        return False
    until = formats.date_format(timezone.localtime(invited.expires_at), "DATETIME_FORMAT")
    words = gettext(
        "You are invited to Wayhome. Open this address within three days, on a device that you trust, "
        "and choose a password:\n\n%(url)s\n\n"
        "It works once, until %(until)s. Did you not expect this? Then throw this message away, "
        "and tell whoever looks after accounts in your agency."
    ) % {"url": url, "until": until}
    try:
        return send_mail(gettext("Your way into Wayhome"), words, None, [invited.email]) > 0
    except (SMTPException, OSError) as problem:
        log.warning("A one-time link was not mailed: %s.", type(problem).__name__)
        return False
