"""Pictures that show one page of each layout, to be looked at by people."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from PIL import Image, ImageDraw

from digitize.samples import fonts
from tests.unseen.compose import compose
from tests.unseen.layouts import layouts

_ACROSS, _DOWN, _WIDTH, _HEIGHT = 4, 2, 620, 877


def contact_sheet(folder: Path, only: tuple[str, ...] = ()) -> Iterator[Path]:
    """Writes ``contact-01.png`` … into a folder, eight pages a picture, and gives each.

    Args:
        folder: Made where it is missing.
        only: Paper types; all where none is named.
    """
    folder.mkdir(parents=True, exist_ok=True)
    wanted = [layout for name, own in layouts().items() if not only or name in only for layout in own]
    for start in range(0, len(wanted), _ACROSS * _DOWN):
        canvas = Image.new("RGB", (_ACROSS * (_WIDTH + 10), _DOWN * (_HEIGHT + 40)), (120, 120, 120))
        for index, layout in enumerate(wanted[start : start + _ACROSS * _DOWN]):
            page = compose(layout, f"contact/{layout.paper}/{layout.name}").sheets[0].image
            x, y = index % _ACROSS * (_WIDTH + 10), index // _ACROSS * (_HEIGHT + 40)
            canvas.paste(page.resize((_WIDTH, _HEIGHT), Image.Resampling.LANCZOS), (x, y + 34))
            label = f"{layout.paper} {layout.name}"
            ImageDraw.Draw(canvas).text((x + 8, y + 4), label, font=fonts.face(True, False, 26), fill=(255, 255, 255))
        target = folder / f"contact-{start // (_ACROSS * _DOWN) + 1:02d}.png"
        canvas.save(target)
        yield target
