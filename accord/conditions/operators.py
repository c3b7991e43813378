"""How a condition can ask, and what stands after the question."""

from enum import StrEnum


class Operator(StrEnum):
    """How a condition asks."""

    IS = "is"
    IS_NOT = "is_not"
    ONE_OF = "one_of"
    NONE_OF = "none_of"
    CONTAINS = "contains"
    CONTAINS_NOT = "contains_not"
    STARTS_WITH = "starts_with"
    MATCHES = "matches"
    EMPTY = "empty"
    NOT_EMPTY = "not_empty"
    BEFORE = "before"
    AFTER = "after"
    OLDER_THAN = "older_than"
    YOUNGER_THAN = "younger_than"
    MORE_THAN = "more_than"
    LESS_THAN = "less_than"
    ANY_OF = "any_of"
    ALL_OF = "all_of"
    ADDED = "added"
    REMOVED = "removed"
    CHANGED_TO = "changed_to"
    CHANGED_FROM = "changed_from"
    YES = "yes"
    NO = "no"


class ValueKind(StrEnum):
    """What a value is, as it is stored: nothing (None), a choice (str or int), choices (a list of them), text, a whole
    number, seconds, an ISO moment in UTC, numbers of weekdays (0 is Monday), or two times "HH:MM" of a day.
    """

    NONE = "none"
    CHOICE = "choice"
    CHOICES = "choices"
    TEXT = "text"
    NUMBER = "number"
    DURATION = "duration"
    MOMENT = "moment"
    WEEKDAYS = "weekdays"
    TIME_SPAN = "time_span"
