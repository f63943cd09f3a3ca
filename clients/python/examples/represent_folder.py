"""Representations of the pictures in a folder, as a NumPy file, with the pictures' names beside it.

    python3 represent_folder.py 127.0.0.1:50051 resnet18 pictures representations.npy
"""

from __future__ import annotations

import argparse
from pathlib import Path

import numpy as np
import rrm_teacher
from PIL import Image, ImageOps

# Pictures in memory at once.
BATCH = 256


def load(path: Path, shape: tuple[int, int, int]) -> np.ndarray:
    """A picture in the teacher's size, its middle where the sides have another ratio: uint8 [C, H, W]."""
    _, height, width = shape
    with Image.open(path) as picture:
        fitted = ImageOps.fit(picture.convert("RGB"), (width, height), Image.Resampling.BILINEAR)
    return np.asarray(fitted).transpose(2, 0, 1)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("address")
    parser.add_argument("teacher")
    parser.add_argument("folder", type=Path)
    parser.add_argument("out", type=Path)
    arguments = parser.parse_args()

    paths = sorted(path for path in arguments.folder.iterdir() if path.suffix.lower() in (".png", ".jpg", ".jpeg"))
    if not paths:
        parser.error(f"there are no .png or .jpg files in {arguments.folder}")
    with rrm_teacher.connect(arguments.address, work="bulk") as service:
        teacher = service.teacher(arguments.teacher)
        parts = []
        for first in range(0, len(paths), BATCH):
            images = np.stack([load(path, teacher.input_shape) for path in paths[first : first + BATCH]])
            parts.append(teacher.represent(images))
    representations = np.concatenate(parts)
    np.save(arguments.out, representations)
    arguments.out.with_suffix(".txt").write_text("".join(f"{path.name}\n" for path in paths))
    print(f"{len(paths)} pictures, {representations.shape[1]} numbers each, by {teacher.name} {teacher.sha256[:12]} on {teacher.device}")


if __name__ == "__main__":
    main()
