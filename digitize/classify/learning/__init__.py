"""What the classifier learns from papers that persons confirmed, and from rendered ones: the rung *model*.

``answer`` is the rung; ``fit`` (in ``fitting``) makes a model, ``files`` reads and writes it. Training libraries are
imported by ``fitting`` alone, so that who only asks a model does not wait for them.
"""

from digitize.classify.learning.calibration import Calibration
from digitize.classify.learning.model import KIND, RUNG, Model, answer, label_of

__all__ = ["KIND", "RUNG", "Calibration", "Model", "answer", "label_of"]
