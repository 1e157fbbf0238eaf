"""What the databases of a handle have done: `FlowHandle.metrics`."""

from typing import TypedDict


class Durations(TypedDict):
    """How long things took, in buckets."""

    bounds_ms: list[int]
    """The upper bounds of all buckets but the last, included."""
    counts: list[int]
    """Of each bucket by itself: one more than there are bounds."""
    sum_ms: float


class DataSourceMetrics(TypedDict):
    """Of one data source. The first five say what is now; the others only grow."""

    running: int
    """Queries that hold a permit."""
    waiting: int
    """Queries in the queue."""
    connections: int
    queue_bytes: int
    """Of rows that wait for their readers."""
    result_cache_bytes: int
    submitted: int
    """The nine that follow, those that run and those that wait."""
    succeeded: int
    failed: int
    """By the database."""
    queue_full: int
    queue_timeouts: int
    idle_streams: int
    deadlines: int
    cancelled: int
    closed: int
    refused: int
    rows: int
    """Handed to readers."""
    bytes: int
    result_cache_hits: int
    result_cache_misses: int
    schema_cache_hits: int
    schema_cache_misses: int
    failed_by_code: dict[str, int]
    """`failed`, by the code of the error."""
    waited: Durations
    """From being asked to a permit."""
    ran: Durations
    """From a permit to its return."""
