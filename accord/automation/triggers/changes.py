"""Something about the ticket becomes another."""

from collections.abc import Mapping
from typing import Any

from django.utils.translation import gettext_lazy as _

from accord.automation.triggers.trigger import Trigger, add
from accord.tickets.happenings import (
    ChildrenDone,
    ItemTicked,
    PostponementOver,
    PriorityChanged,
    RequesterChanged,
    SubjectChanged,
    SupervisorAnswered,
    SupervisorAsked,
    TagAdded,
    TagRemoved,
    TicketAssigned,
    TicketLinked,
    TicketMerged,
    TicketMergedHere,
    TicketOpened,
    TicketTransferred,
    TicketUnlinked,
    TicketUnmerged,
    TicketUnmergedHere,
)


@add("state_changed")
class StateChanged(Trigger):
    label = _("the state changes")
    help = _("Whatever changed it; a new ticket's first state is no change.")

    def calls(self, data: Mapping[str, Any]) -> bool:
        changed = data.get("set") or {}
        return "state" in changed and "requester_id" not in changed


@add("tags_changed")
class TagsChanged(Trigger):
    label = _("a tag is added or removed")
    kinds = frozenset({TagAdded.key, TagRemoved.key})


@add("transferred")
class Transferred(Trigger):
    label = _("the ticket is moved to a department or given to an agent")
    kinds = frozenset({TicketTransferred.key, TicketAssigned.key})


@add("priority_changed")
class PriorityBecameAnother(Trigger):
    label = _("the priority changes")
    kinds = frozenset({PriorityChanged.key})


@add("requester_or_subject_changed")
class RequesterOrSubjectChanged(Trigger):
    label = _("the requester or the subject changes")
    kinds = frozenset({RequesterChanged.key, SubjectChanged.key})


@add("came_back")
class CameBack(Trigger):
    label = _("a postponed ticket comes back")
    kinds = frozenset({PostponementOver.key})


@add("relation_changed")
class RelationChanged(Trigger):
    label = _("the ticket is linked, merged or taken apart")
    kinds = frozenset(
        {
            TicketLinked.key,
            TicketUnlinked.key,
            TicketMerged.key,
            TicketMergedHere.key,
            TicketUnmerged.key,
            TicketUnmergedHere.key,
            TicketOpened.key,
        }
    )

    def calls(self, data: Mapping[str, Any]) -> bool:
        return "how" not in data or bool(data.get("follow_up_of"))


@add("supervisor_asked")
class SupervisorWasAsked(Trigger):
    label = _("a supervisor is asked, or answers")
    kinds = frozenset({SupervisorAsked.key, SupervisorAnswered.key})


@add("parts_done")
class PartsDone(Trigger):
    label = _("all parts of the ticket are done")
    help = _("The parts are tickets of their own that were linked to this one.")
    kinds = frozenset({ChildrenDone.key})


@add("checklist_done")
class ChecklistDone(Trigger):
    label = _("the last thing on the checklist is ticked off")
    kinds = frozenset({ItemTicked.key})

    def calls(self, data: Mapping[str, Any]) -> bool:
        return not data.get("undone") and not data.get("left")
