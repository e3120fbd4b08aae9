"""Costly work in processes of its own: what is hostile or merely large costs its sender, and not its neighbours."""

from service.bulkhead.helpers import Helpers

__all__ = ["Helpers"]
