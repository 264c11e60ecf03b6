"""Plan, appraise and track economic corridors.

The public names below are imported from their rooms when they are first used, so that importing
`corridor` costs nothing.
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from corridor.appraisal.appraisal import Appraisal as Appraisal
    from corridor.appraisal.appraise import appraise as appraise
    from corridor.appraisal.calibrated import calibrate as calibrate
    from corridor.appraisal.case import Case as Case
    from corridor.appraisal.congestion import Congested as Congested
    from corridor.appraisal.congestion import congested as congested
    from corridor.appraisal.design_case import CaseDesign as CaseDesign
    from corridor.appraisal.design_case import DesignChoices as DesignChoices
    from corridor.appraisal.design_case import design_problem as design_problem
    from corridor.appraisal.design_study import NetworkStudy as NetworkStudy
    from corridor.appraisal.design_study import best_networks as best_networks
    from corridor.appraisal.link_users import link_users as link_users
    from corridor.appraisal.link_values import link_values as link_values
    from corridor.appraisal.parameter_values import parameter_values as parameter_values
    from corridor.appraisal.path import Transition as Transition
    from corridor.appraisal.path import path as path
    from corridor.appraisal.plan.plan import Plan as Plan
    from corridor.appraisal.plan.plan import plan as plan
    from corridor.appraisal.plan.question import PlanQuestion as PlanQuestion
    from corridor.appraisal.plan.seek import PlanSettings as PlanSettings
    from corridor.appraisal.tornado import Tornado as Tornado
    from corridor.appraisal.tornado import tornado as tornado
    from corridor.appraisal.upgrades import Upgrades as Upgrades
    from corridor.appraisal.upgrades import UpgradeSettings as UpgradeSettings
    from corridor.appraisal.upgrades import upgrades as upgrades
    from corridor.economy.accounts import Accounts as Accounts
    from corridor.economy.batch import solve_many as solve_many
    from corridor.economy.economy import Economy as Economy
    from corridor.economy.equilibrium import Certificate as Certificate
    from corridor.economy.equilibrium import Equilibrium as Equilibrium
    from corridor.economy.equilibrium import solve as solve
    from corridor.economy.labour import Labour as Labour
    from corridor.economy.linearised import Linearised as Linearised
    from corridor.economy.linearised import linearise as linearise
    from corridor.economy.primitives import Levels as Levels
    from corridor.economy.primitives import Primitives as Primitives
    from corridor.economy.primitives import solve_levels as solve_levels
    from corridor.errors import CorridorError as CorridorError
    from corridor.errors import Fault as Fault
    from corridor.errors import InputError as InputError
    from corridor.errors import SolveError as SolveError
    from corridor.io.case import check as check
    from corridor.io.case import read as read
    from corridor.io.results import write_run as write_run
    from corridor.network.design.certificate import DesignSettings as DesignSettings
    from corridor.network.design.contracted import PlaceGraph as PlaceGraph
    from corridor.network.design.contracted import graph_of_network as graph_of_network
    from corridor.network.design.design import allocate as allocate
    from corridor.network.design.design import design as design
    from corridor.network.design.problem import DesignProblem as DesignProblem
    from corridor.network.design.solution import DesignSolution as DesignSolution
    from corridor.network.network import Network as Network
    from corridor.network.skims import skim as skim
    from corridor.network.traffic.counterfactual import TrafficChange as TrafficChange
    from corridor.network.traffic.counterfactual import observed_traffic as observed_traffic
    from corridor.network.traffic.counterfactual import traffic_counterfactual as traffic_counterfactual
    from corridor.network.traffic.equilibrium import TrafficEquilibrium as TrafficEquilibrium
    from corridor.network.traffic.equilibrium import traffic_equilibrium as traffic_equilibrium
    from corridor.network.traffic.newton import TrafficSettings as TrafficSettings
    from corridor.network.traffic.problem import ObservedTraffic as ObservedTraffic
    from corridor.network.traffic.problem import TrafficProblem as TrafficProblem
    from corridor.network.traffic.values import TrafficValues as TrafficValues
    from corridor.network.traffic.values import traffic_values as traffic_values
    from corridor.parameters import Parameters as Parameters
    from corridor.projects.project import Project as Project
    from corridor.solvers import FixedPointSettings as FixedPointSettings

__version__ = "0.1.0"

HOMES = {
    "Accounts": "corridor.economy.accounts",
    "Appraisal": "corridor.appraisal.appraisal",
    "Case": "corridor.appraisal.case",
    "CaseDesign": "corridor.appraisal.design_case",
    "Certificate": "corridor.economy.equilibrium",
    "Congested": "corridor.appraisal.congestion",
    "CorridorError": "corridor.errors",
    "DesignChoices": "corridor.appraisal.design_case",
    "DesignProblem": "corridor.network.design.problem",
    "DesignSettings": "corridor.network.design.certificate",
    "DesignSolution": "corridor.network.design.solution",
    "Economy": "corridor.economy.economy",
    "Equilibrium": "corridor.economy.equilibrium",
    "Fault": "corridor.errors",
    "FixedPointSettings": "corridor.solvers",
    "InputError": "corridor.errors",
    "Labour": "corridor.economy.labour",
    "Levels": "corridor.economy.primitives",
    "Linearised": "corridor.economy.linearised",
    "Network": "corridor.network.network",
    "NetworkStudy": "corridor.appraisal.design_study",
    "ObservedTraffic": "corridor.network.traffic.problem",
    "Parameters": "corridor.parameters",
    "PlaceGraph": "corridor.network.design.contracted",
    "Plan": "corridor.appraisal.plan.plan",
    "PlanQuestion": "corridor.appraisal.plan.question",
    "PlanSettings": "corridor.appraisal.plan.seek",
    "Primitives": "corridor.economy.primitives",
    "Project": "corridor.projects.project",
    "SolveError": "corridor.errors",
    "Tornado": "corridor.appraisal.tornado",
    "TrafficChange": "corridor.network.traffic.counterfactual",
    "TrafficEquilibrium": "corridor.network.traffic.equilibrium",
    "TrafficProblem": "corridor.network.traffic.problem",
    "TrafficSettings": "corridor.network.traffic.newton",
    "TrafficValues": "corridor.network.traffic.values",
    "Transition": "corridor.appraisal.path",
    "UpgradeSettings": "corridor.appraisal.upgrades",
    "Upgrades": "corridor.appraisal.upgrades",
    "allocate": "corridor.network.design.design",
    "appraise": "corridor.appraisal.appraise",
    "best_networks": "corridor.appraisal.design_study",
    "calibrate": "corridor.appraisal.calibrated",
    "check": "corridor.io.case",
    "congested": "corridor.appraisal.congestion",
    "design": "corridor.network.design.design",
    "design_problem": "corridor.appraisal.design_case",
    "graph_of_network": "corridor.network.design.contracted",
    "linearise": "corridor.economy.linearised",
    "link_users": "corridor.appraisal.link_users",
    "link_values": "corridor.appraisal.link_values",
    "observed_traffic": "corridor.network.traffic.counterfactual",
    "parameter_values": "corridor.appraisal.parameter_values",
    "path": "corridor.appraisal.path",
    "plan": "corridor.appraisal.plan.plan",
    "read": "corridor.io.case",
    "skim": "corridor.network.skims",
    "solve": "corridor.economy.equilibrium",
    "solve_levels": "corridor.economy.primitives",
    "solve_many": "corridor.economy.batch",
    "tornado": "corridor.appraisal.tornado",
    "traffic_counterfactual": "corridor.network.traffic.counterfactual",
    "traffic_equilibrium": "corridor.network.traffic.equilibrium",
    "traffic_values": "corridor.network.traffic.values",
    "upgrades": "corridor.appraisal.upgrades",
    "write_run": "corridor.io.results",
}
"""Public name to the room it lives in."""


def __getattr__(name: str) -> Any:
    """Import a public name when it is first used (PEP 562)."""
    if name not in HOMES:
        raise AttributeError(f"module 'corridor' has no attribute {name!r}")
    return getattr(import_module(HOMES[name]), name)


def __dir__() -> list[str]:
    """Return the public names."""
    return [*HOMES, "__version__"]
