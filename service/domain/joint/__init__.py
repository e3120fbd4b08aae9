"""Joint consistency: whether all figures and checks of a collection can be true together, and what is wrong if not."""

from service.domain.joint.result import Blame, Blamed, Conflict, Joint
from service.domain.joint.solving import solve
from service.domain.joint.system import Ref, System, join

__all__ = ["Blame", "Blamed", "Conflict", "Joint", "Ref", "System", "join", "solve"]
