"""KPI Desktop: the figures of a small business from its own exports."""

__version__ = "0.3.0"
