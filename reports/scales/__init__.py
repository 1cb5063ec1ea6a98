"""Scales: how far items measure one thing."""

from reports.scales.reliability import Item, Reliability, cronbach
from reports.scales.scale import reliability

__all__ = ["Item", "Reliability", "cronbach", "reliability"]
