"""Figure helpers: what is drawn is what the dataset holds, and a user's style is left alone."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest
import xarray as xr

from gametheory.errors import InvalidInput
from gametheory.figures import (
    TINTS,
    axis_label,
    curves,
    heat_map,
    house_style,
    panels,
    plane_map,
    region_map,
)


@pytest.fixture
def data() -> xr.Dataset:
    x, y = np.linspace(0, 2, 5), np.linspace(0, 1, 4)
    gain = np.subtract.outer(x, y)
    codes = (gain > 0).astype(np.int8) + (gain > 1)
    return xr.Dataset(
        {
            "gain": (("s", "b"), gain, {"long_name": "Gain of the quester."}),
            "region": (("s", "b"), codes, {"flag_meanings": "none some_gain much"}),
        },
        {
            "s": ("s", x, {"meaning": "threat loop", "symbol": "sigma_12"}),
            "b": ("b", y, {"meaning": "responsiveness", "unit": "share"}),
        },
    )


def _mesh(ax: Any) -> Any:
    (mesh,) = [c for c in ax.collections if type(c).__name__ == "QuadMesh"]
    return np.asarray(mesh.get_array())


def test_labels_come_from_attributes(data: xr.Dataset) -> None:
    assert axis_label(data.s) == r"threat loop, $\sigma_{12}$"
    assert axis_label(data.b) == "responsiveness, $b$ (share)"
    assert axis_label(data.gain) == "Gain of the quester, gain"
    assert axis_label(xr.DataArray(1.0)) == ""


def test_heat_map_puts_the_first_dimension_across(data: xr.Dataset) -> None:
    ax = heat_map(data.gain, contours=[0, 0.5], centre=0)
    assert ax.get_xlabel().startswith("threat loop")
    assert ax.get_ylabel().startswith("responsiveness")
    np.testing.assert_array_equal(_mesh(ax).reshape(4, 5), data.gain.values.T)


def test_heat_map_leaves_missing_cells_blank(data: xr.Dataset) -> None:
    holes = data.gain.where(data.gain > 0)
    mesh = np.ma.asarray(heat_map(holes).collections[0].get_array()).reshape(4, 5)
    np.testing.assert_array_equal(np.ma.getmaskarray(mesh), ~(data.gain.values.T > 0))


def test_region_map_names_only_what_is_there(data: xr.Dataset) -> None:
    ax = region_map(data)
    np.testing.assert_array_equal(_mesh(ax).reshape(4, 5), data.region.values.T)
    assert [t.get_text() for t in ax.get_legend().get_texts()] == ["none", "some gain", "much"]
    part = region_map(data.isel(s=slice(0, 2)))
    assert [t.get_text() for t in part.get_legend().get_texts()] == ["none", "some gain"]


def test_curves_draw_each_line_with_its_name(data: xr.Dataset) -> None:
    ax = curves(data.gain, zero=True)
    lines = [line for line in ax.get_lines() if len(line.get_xdata()) == 5]
    for k, line in enumerate(lines):
        np.testing.assert_array_equal(line.get_ydata(), data.gain.values[:, k])
    assert len(lines) == 4
    assert ax.get_legend().get_texts()[0].get_text() == "b = 0"
    assert curves(data.gain.isel(b=0)).get_legend() is None


def test_style_holds_inside_the_block_only() -> None:
    import matplotlib as mpl

    before = dict(mpl.rcParams)
    with house_style():
        assert mpl.rcParams["axes.spines.top"] is False
        assert len(panels(3)[1]) == 3
    assert dict(mpl.rcParams) == before


@pytest.mark.parametrize(
    ("draw", "message"),
    [
        (lambda d: heat_map(d.gain.isel(s=0)), "give two"),
        (lambda d: heat_map(d.gain.isel(s=[0])), "'s' has one point"),
        (lambda d: region_map(d.assign(region=d.region + 7)), "tints"),
        (lambda d: curves(d.gain.expand_dims("t")), "give one or two"),
        (lambda d: curves(d.gain, names=["one"]), "1 names for 4 lines"),
    ],
)
def test_what_cannot_be_drawn_is_refused(data: xr.Dataset, draw: Any, message: str) -> None:
    with pytest.raises(InvalidInput, match=message):
        draw(data)


def test_plane_map_draws_exact_curves_and_names_what_is_in_the_window() -> None:
    from gametheory.planes.regions import regions
    from models.deadlock import Deadlock

    found = regions(Deadlock.presets["vulnerable"], "n", "psi")
    window = {"n": (0, 4), "psi": (0, 1)}
    ax = plane_map(found, window=window, up=np.sqrt, title="Regions")
    assert [t.get_text() for t in ax.get_legend().get_texts()] == list(found.labels)
    assert (ax.get_xlim(), ax.get_ylim()) == ((0, 4), (0, 1))
    assert ax.get_xlabel() == "size that D's deterrent reaches without a freeze, $n$ (weapons)"
    for line in ax.lines:
        n, psi = line.get_xdata(), np.square(line.get_ydata())
        robustness = (n - 0.5) - (0.2 + psi * n) * (0.2 + 0.5 * n)
        assert np.allclose(n, 0.5) or np.allclose(robustness, 0, atol=1e-8)
    near = plane_map(found, window={"n": (0, 0.25), "psi": (0, 1)})
    assert [t.get_text() for t in near.get_legend().get_texts()] == ["no peace"]
    assert not near.lines
    plain = plane_map(found, window=window, tints=dict.fromkeys(found.labels, TINTS[0]))
    assert len(plain.collections) == len(found.bands(window))
