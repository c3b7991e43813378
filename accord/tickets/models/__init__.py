"""Tickets, their messages and what hangs on them."""

from accord.tickets.models.audiences import NoteReader, Watcher, WatchHabit
from accord.tickets.models.drafts import Draft
from accord.tickets.models.everyday import Later, SendingWish, Splitting
from accord.tickets.models.hearing import SaidNo
from accord.tickets.models.merging import MergedMessage, MergedPerson, Merging
from accord.tickets.models.message import Attachment, Message, MessageKind
from accord.tickets.models.participants import Participant
from accord.tickets.models.reasons import LateRule, LateTicket, Reason, ReasonText, SupervisorQuestion
from accord.tickets.models.related import (
    Checklist,
    ChecklistItem,
    LinkKind,
    RunningTime,
    TicketLink,
    TimeEntry,
)
from accord.tickets.models.resolution import Postponement, Resolution
from accord.tickets.models.search import SearchDoc
from accord.tickets.models.sides import SideConversation, SideMessage
from accord.tickets.models.silence import Absence, Silence, SilencePulse, SilenceRound, SilenceRule
from accord.tickets.models.status import CATEGORIES, TicketField, TicketForm, TicketStatus
from accord.tickets.models.tags import Tag, TagAlias, TagDuty, TicketTag
from accord.tickets.models.ticket import Priority, State, Ticket

__all__ = [
    "CATEGORIES",
    "Absence",
    "Attachment",
    "Checklist",
    "ChecklistItem",
    "Draft",
    "LateRule",
    "LateTicket",
    "Later",
    "LinkKind",
    "MergedMessage",
    "MergedPerson",
    "Merging",
    "Message",
    "MessageKind",
    "NoteReader",
    "Participant",
    "Postponement",
    "Priority",
    "Reason",
    "ReasonText",
    "Resolution",
    "RunningTime",
    "SaidNo",
    "SearchDoc",
    "SendingWish",
    "SideConversation",
    "SideMessage",
    "Silence",
    "SilencePulse",
    "SilenceRound",
    "SilenceRule",
    "Splitting",
    "State",
    "SupervisorQuestion",
    "Tag",
    "TagAlias",
    "TagDuty",
    "Ticket",
    "TicketField",
    "TicketForm",
    "TicketLink",
    "TicketStatus",
    "TicketTag",
    "TimeEntry",
    "WatchHabit",
    "Watcher",
]
