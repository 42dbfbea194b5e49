"""Rendered dossiers for demonstration and measurement; all people in them are invented."""

from digitize.samples.render import SampleLevel, SamplesSummary, render

__all__ = ["SampleLevel", "SamplesSummary", "render"]
