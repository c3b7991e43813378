"""Why an action cannot work any more."""

from django.utils.translation import gettext_lazy as _

AGENT_GONE = _("This agent is no longer there.")
DEPARTMENT_GONE = _("This department is no longer there.")
REASON_GONE = _("This reason is no longer there.")
TICKET_GONE = _("This ticket is no longer there.")
