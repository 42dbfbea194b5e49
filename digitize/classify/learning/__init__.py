"""What the classifier learns from papers that persons confirmed, and from rendered ones: the rung *model*.

``with_model`` is the rung; ``fit`` (in ``fitting``) makes a model, ``files`` reads and writes it. What trains is
imported by ``fitting`` alone, what reads files when one is read: who has no model waits for neither.
"""

from digitize.classify.learning.calibration import Calibration
from digitize.classify.learning.model import KIND, RUNG, Model, answer, label_of
from digitize.classify.learning.rung import with_model

__all__ = ["KIND", "RUNG", "Calibration", "Model", "answer", "label_of", "with_model"]
