"""What can happen to persons, departments and the workspace: one class per event kind, in families.

None of them carries a secret: neither a password, nor a link, nor a token.
"""

from accord.people.happenings.contacts import (
    AddressAdded,
    CompanyRenamed,
    CompanyShared,
    GroupChanged,
    PersonGrouped,
    PersonMerged,
    PersonUnmerged,
    SpeaksForCompany,
    SpeaksForHimself,
)
from accord.people.happenings.fields import (
    FIELD_EMPTIED,
    FIELD_SET,
    CompanyFieldChanged,
    FieldDefined,
    PersonFieldChanged,
    field_gaps,
)
from accord.people.happenings.people import (
    LevelChanged,
    PersonChanged,
    PersonDeactivated,
    PersonInvited,
    PersonReactivated,
    PushChanged,
    RoleChanged,
    WishesChanged,
)
from accord.people.happenings.presences import PersonAway, PersonBack, PersonPresence, WayChanged
from accord.people.happenings.signing_in import (
    LinkMade,
    PasskeyAdded,
    PasskeyRemoved,
    PasswordSet,
    TokenMade,
    TokenRevoked,
    TwoStepOff,
    TwoStepOn,
    TwoStepTaken,
)
from accord.people.happenings.subjects import WORKSPACE, CompanyEvent, DepartmentEvent, PersonEvent
from accord.people.happenings.workspace import (
    DepartmentChanged,
    DepartmentMade,
    OptionChanged,
    WorkspaceSetUp,
)

__all__ = [
    "AddressAdded",
    "CompanyEvent",
    "CompanyFieldChanged",
    "CompanyRenamed",
    "CompanyShared",
    "DepartmentChanged",
    "DepartmentEvent",
    "DepartmentMade",
    "FIELD_EMPTIED",
    "FIELD_SET",
    "FieldDefined",
    "GroupChanged",
    "LevelChanged",
    "LinkMade",
    "OptionChanged",
    "PasskeyAdded",
    "PasskeyRemoved",
    "PasswordSet",
    "PersonAway",
    "PersonBack",
    "PersonChanged",
    "PersonDeactivated",
    "PersonEvent",
    "PersonFieldChanged",
    "PersonGrouped",
    "PersonInvited",
    "PersonMerged",
    "PersonPresence",
    "PersonReactivated",
    "PersonUnmerged",
    "PushChanged",
    "RoleChanged",
    "SpeaksForCompany",
    "SpeaksForHimself",
    "TokenMade",
    "TokenRevoked",
    "TwoStepOff",
    "TwoStepOn",
    "TwoStepTaken",
    "WORKSPACE",
    "WayChanged",
    "WishesChanged",
    "WorkspaceSetUp",
    "field_gaps",
]
