"""The main job and its report: presets solved, propositions judged, figures drawn, one page."""
