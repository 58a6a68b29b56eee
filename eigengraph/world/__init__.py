"""The live environment: copy-on-write tables, tools, rules, domains."""

from eigengraph.world.arithmetic import evaluate
from eigengraph.world.base import Base, Row, Tables
from eigengraph.world.domain import Domain
from eigengraph.world.plan import FIXED, Plan
from eigengraph.world.reading import read_tables
from eigengraph.world.rules import Rule, Ruling, broken_rules, clause
from eigengraph.world.schema import TableSchema, check_tables
from eigengraph.world.sources import Remark, TaskSet, TaskSource
from eigengraph.world.tables import Delta, Table
from eigengraph.world.tau2_wire import TAU2_RESERVED
from eigengraph.world.tools import Tool, tool
from eigengraph.world.views import ListView, RowView
from eigengraph.world.world import World

__all__ = [
    "FIXED",
    "TAU2_RESERVED",
    "Base",
    "Delta",
    "Domain",
    "ListView",
    "Plan",
    "Remark",
    "Row",
    "RowView",
    "Rule",
    "Ruling",
    "Table",
    "TableSchema",
    "Tables",
    "TaskSet",
    "TaskSource",
    "Tool",
    "World",
    "broken_rules",
    "check_tables",
    "clause",
    "evaluate",
    "read_tables",
    "tool",
]
