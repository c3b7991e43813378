"""Thanks and nothing more, in the six languages (DOMAIN 6.3)."""

from accord.messaging.courtesy.judging import Judgement, is_courtesy, judge

__all__ = ["Judgement", "is_courtesy", "judge"]
