"""The tables of rules, macros, mass actions and what they did."""

from accord.automation.models.beside import SidePanel, TicketButton
from accord.automation.models.call import HttpCall, HttpSecret
from accord.automation.models.macro import Macro, MacroDepartment, MacroUse
from accord.automation.models.mass import MassJob, MassTicket
from accord.automation.models.rule import Rule, RuleVersion
from accord.automation.models.running import OlderRound, OlderTicket, RuleLook, RuleRun
from accord.automation.models.trial import RuleTrial, TrialHit

__all__ = [
    "HttpCall",
    "HttpSecret",
    "Macro",
    "MacroDepartment",
    "MacroUse",
    "MassJob",
    "MassTicket",
    "OlderRound",
    "OlderTicket",
    "Rule",
    "RuleLook",
    "RuleRun",
    "RuleTrial",
    "RuleVersion",
    "SidePanel",
    "TicketButton",
    "TrialHit",
]
