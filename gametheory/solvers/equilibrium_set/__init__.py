"""The set of equilibria: maximal Nash subsets, components, indices, selections."""
