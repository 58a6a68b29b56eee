"""Datasets: how data lie in parquet files."""

from eigengraph.dataset.rows import arrow_schema, from_row, to_row

__all__ = ["arrow_schema", "from_row", "to_row"]
