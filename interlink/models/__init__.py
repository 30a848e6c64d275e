"""The rows of linked services; one module per noun."""

from interlink.models.chain import Chain
from interlink.models.line import Line
from interlink.models.message import Message, RefusedCall
from interlink.models.step import Step
from interlink.models.supplement import Supplement

__all__ = ["Chain", "Line", "Message", "RefusedCall", "Step", "Supplement"]
