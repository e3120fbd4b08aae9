"""Making reports that nobody waits for: in the processes that serve requests, or by workers."""

from service.jobs.in_process import InProcess

__all__ = ["InProcess"]
