"""Plan, appraise and track economic corridors.

The public names below are imported from their rooms when they are first used, so that importing
`corridor` costs nothing.
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from corridor.case.case import Case as Case
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
    from corridor.geography.counterfactual import TrafficChange as TrafficChange
    from corridor.geography.counterfactual import observed_traffic as observed_traffic
    from corridor.geography.counterfactual import traffic_counterfactual as traffic_counterfactual
    from corridor.geography.equilibrium import TrafficEquilibrium as TrafficEquilibrium
    from corridor.geography.equilibrium import traffic_equilibrium as traffic_equilibrium
    from corridor.geography.newton import TrafficSettings as TrafficSettings
    from corridor.geography.problem import ObservedTraffic as ObservedTraffic
    from corridor.geography.problem import TrafficProblem as TrafficProblem
    from corridor.geography.values import TrafficValues as TrafficValues
    from corridor.geography.values import traffic_values as traffic_values
    from corridor.io.case import check as check
    from corridor.io.case import read as read
    from corridor.io.results import write_run as write_run
    from corridor.io.tntp import read_tntp as read_tntp
    from corridor.model.calibrated import calibrate as _calibrate
    from corridor.network.assignment.delay import VolumeDelay as VolumeDelay
    from corridor.network.assignment.equilibrium import AssignmentSettings as AssignmentSettings
    from corridor.network.assignment.equilibrium import UserEquilibrium as UserEquilibrium
    from corridor.network.assignment.equilibrium import user_equilibrium as user_equilibrium
    from corridor.network.assignment.problem import AssignmentProblem as AssignmentProblem
    from corridor.network.assignment.problem import TrafficClass as TrafficClass
    from corridor.network.contracted import PlaceGraph as PlaceGraph
    from corridor.network.contracted import graph_of_network as graph_of_network
    from corridor.network.network import Network as Network
    from corridor.network.skims import skim as skim
    from corridor.parameters import Parameters as Parameters
    from corridor.planner.certificate import DesignSettings as DesignSettings
    from corridor.planner.design import allocate as allocate
    from corridor.planner.design import design as design
    from corridor.planner.problem import DesignProblem as DesignProblem
    from corridor.planner.solution import DesignSolution as DesignSolution
    from corridor.projects.project import Project as Project
    from corridor.solvers import FixedPointSettings as FixedPointSettings
    from corridor.studies.appraise.appraisal import Appraisal as Appraisal
    from corridor.studies.appraise.appraise import appraise as _appraise
    from corridor.studies.check_facts import FactCheck as FactCheck
    from corridor.studies.check_facts import check_facts as _check_facts
    from corridor.studies.congestion import Congested as Congested
    from corridor.studies.congestion import congested as _congested
    from corridor.studies.design.problem import CaseDesign as CaseDesign
    from corridor.studies.design.problem import DesignChoices as DesignChoices
    from corridor.studies.design.problem import design_problem as _design_problem
    from corridor.studies.design.study import NetworkStudy as NetworkStudy
    from corridor.studies.design.study import best_networks as best_networks
    from corridor.studies.link_users import link_users as _link_users
    from corridor.studies.link_values import link_values as _link_values
    from corridor.studies.path.path import Transition as Transition
    from corridor.studies.path.path import path as _path
    from corridor.studies.plan.plan import Plan as Plan
    from corridor.studies.plan.plan import plan as _plan
    from corridor.studies.plan.question import PlanQuestion as PlanQuestion
    from corridor.studies.plan.search import PlanSettings as PlanSettings
    from corridor.studies.sensitivity import parameter_values as _parameter_values
    from corridor.studies.tornado import Tornado as Tornado
    from corridor.studies.tornado import tornado as _tornado
    from corridor.studies.upgrades import Upgrades as Upgrades
    from corridor.studies.upgrades import UpgradeSettings as UpgradeSettings
    from corridor.studies.upgrades import upgrades as _upgrades
    from corridor.verbs import of_a_case

    appraise = of_a_case(_appraise)
    calibrate = of_a_case(_calibrate)
    check_facts = of_a_case(_check_facts)
    congested = of_a_case(_congested)
    design_problem = of_a_case(_design_problem)
    link_users = of_a_case(_link_users)
    link_values = of_a_case(_link_values)
    parameter_values = of_a_case(_parameter_values)
    path = of_a_case(_path)
    plan = of_a_case(_plan)
    tornado = of_a_case(_tornado)
    upgrades = of_a_case(_upgrades)

__version__ = "0.1.0"

HOMES = {
    "Accounts": "corridor.economy.accounts",
    "Appraisal": "corridor.studies.appraise.appraisal",
    "AssignmentProblem": "corridor.network.assignment.problem",
    "AssignmentSettings": "corridor.network.assignment.equilibrium",
    "Case": "corridor.case.case",
    "CaseDesign": "corridor.studies.design.problem",
    "Certificate": "corridor.economy.equilibrium",
    "Congested": "corridor.studies.congestion",
    "CorridorError": "corridor.errors",
    "DesignChoices": "corridor.studies.design.problem",
    "DesignProblem": "corridor.planner.problem",
    "DesignSettings": "corridor.planner.certificate",
    "DesignSolution": "corridor.planner.solution",
    "Economy": "corridor.economy.economy",
    "Equilibrium": "corridor.economy.equilibrium",
    "FactCheck": "corridor.studies.check_facts",
    "Fault": "corridor.errors",
    "FixedPointSettings": "corridor.solvers",
    "InputError": "corridor.errors",
    "Labour": "corridor.economy.labour",
    "Levels": "corridor.economy.primitives",
    "Linearised": "corridor.economy.linearised",
    "Network": "corridor.network.network",
    "NetworkStudy": "corridor.studies.design.study",
    "ObservedTraffic": "corridor.geography.problem",
    "Parameters": "corridor.parameters",
    "PlaceGraph": "corridor.network.contracted",
    "Plan": "corridor.studies.plan.plan",
    "PlanQuestion": "corridor.studies.plan.question",
    "PlanSettings": "corridor.studies.plan.search",
    "Primitives": "corridor.economy.primitives",
    "Project": "corridor.projects.project",
    "SolveError": "corridor.errors",
    "Tornado": "corridor.studies.tornado",
    "TrafficChange": "corridor.geography.counterfactual",
    "TrafficClass": "corridor.network.assignment.problem",
    "TrafficEquilibrium": "corridor.geography.equilibrium",
    "TrafficProblem": "corridor.geography.problem",
    "TrafficSettings": "corridor.geography.newton",
    "TrafficValues": "corridor.geography.values",
    "Transition": "corridor.studies.path.path",
    "UpgradeSettings": "corridor.studies.upgrades",
    "Upgrades": "corridor.studies.upgrades",
    "UserEquilibrium": "corridor.network.assignment.equilibrium",
    "VolumeDelay": "corridor.network.assignment.delay",
    "allocate": "corridor.planner.design",
    "appraise": "corridor.studies.appraise.appraise",
    "best_networks": "corridor.studies.design.study",
    "calibrate": "corridor.model.calibrated",
    "check": "corridor.io.case",
    "check_facts": "corridor.studies.check_facts",
    "congested": "corridor.studies.congestion",
    "design": "corridor.planner.design",
    "design_problem": "corridor.studies.design.problem",
    "graph_of_network": "corridor.network.contracted",
    "linearise": "corridor.economy.linearised",
    "link_users": "corridor.studies.link_users",
    "link_values": "corridor.studies.link_values",
    "observed_traffic": "corridor.geography.counterfactual",
    "parameter_values": "corridor.studies.sensitivity",
    "path": "corridor.studies.path.path",
    "plan": "corridor.studies.plan.plan",
    "read": "corridor.io.case",
    "read_tntp": "corridor.io.tntp",
    "skim": "corridor.network.skims",
    "solve": "corridor.economy.equilibrium",
    "solve_levels": "corridor.economy.primitives",
    "solve_many": "corridor.economy.batch",
    "tornado": "corridor.studies.tornado",
    "traffic_counterfactual": "corridor.geography.counterfactual",
    "traffic_equilibrium": "corridor.geography.equilibrium",
    "traffic_values": "corridor.geography.values",
    "upgrades": "corridor.studies.upgrades",
    "user_equilibrium": "corridor.network.assignment.equilibrium",
    "write_run": "corridor.io.results",
}
"""Public name to the room it lives in."""

OF_A_CASE = frozenset(
    (
        "appraise",
        "calibrate",
        "check_facts",
        "congested",
        "design_problem",
        "link_users",
        "link_values",
        "parameter_values",
        "path",
        "plan",
        "tornado",
        "upgrades",
    )
)
"""Functions whose first argument is a case, or its name or path."""


def __getattr__(name: str) -> Any:
    """Import a public name when it is first used (PEP 562)."""
    if name not in HOMES:
        raise AttributeError(f"module 'corridor' has no attribute {name!r}")
    found = getattr(import_module(HOMES[name]), name)
    return import_module("corridor.verbs").of_a_case(found) if name in OF_A_CASE else found


def __dir__() -> list[str]:
    """Return the public names."""
    return [*HOMES, "__version__"]
