"""Datasets: how data lie in parquet files, their splits and coverage, and dialogues as chat messages."""

from eigengraph.dataset.chat import chat_message, chat_messages
from eigengraph.dataset.context import RunContext, load_context, save_context
from eigengraph.dataset.coverage import BANDS, Cell, Place, cells, places
from eigengraph.dataset.rows import COLUMNS, arrow_schema, from_row, to_row
from eigengraph.dataset.splits import SPLITS, Split, assign, households, touched

__all__ = [
    "BANDS",
    "COLUMNS",
    "SPLITS",
    "Cell",
    "Place",
    "RunContext",
    "Split",
    "arrow_schema",
    "assign",
    "cells",
    "chat_message",
    "chat_messages",
    "from_row",
    "households",
    "load_context",
    "places",
    "save_context",
    "to_row",
    "touched",
]
