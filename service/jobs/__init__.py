"""Running queued reports."""

from service.jobs.in_process import InProcess

__all__ = ["InProcess"]
