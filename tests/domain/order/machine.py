"""All rules together."""

from tests.domain.order.agents import Agents
from tests.domain.order.customers import Customers
from tests.domain.order.merging import Mergers
from tests.domain.order.timers import Timers


class AnyOrder(Customers, Agents, Mergers, Timers):
    """Whatever anybody does, in whatever order."""
