"""One core a worker: the libraries under the reader must not start threads of their own."""

from __future__ import annotations

import os

import cv2


def single_threaded() -> None:
    """Keeps OpenCV and Tesseract on one core; called first thing in a worker, before an engine is made.

    Tesseract's OpenMP reads its limit when its library is loaded, which the engines therefore put off until they
    are made. Programs started from this process inherit the limit.
    """
    cv2.setNumThreads(1)
    os.environ["OMP_THREAD_LIMIT"] = "1"
