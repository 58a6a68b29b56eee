"""What the exceptions of LangChain's many providers mean; they share little but HTTP's status codes."""

from __future__ import annotations

from langchain_core.exceptions import ContextOverflowError

from eigengraph.errors import ConfigError, ContextOverflow, EigenGraphError, ModelError, RetryableError

_KEY = (401, 403)
_UNKNOWN = 404
_BUSY = (429, 503, 529)
_MAY_PASS = (408, 409, 425, *_BUSY)


def meaning(error: Exception, model: str) -> EigenGraphError:
    """Return the exception that the engine understands; what has no status is taken for a broken connection.

    Args:
        error: What a chat model raised.
        model: The model spec, for the message.
    """
    said = f"{type(error).__name__}: {' '.join(str(error).split())[:300]}"
    status = getattr(error, "status_code", None) or getattr(error, "code", None)
    if isinstance(error, EigenGraphError):
        return error
    if isinstance(error, ContextOverflowError):
        return ContextOverflow(said)
    if isinstance(error, NotImplementedError):
        return ConfigError(f"model {model!r} does not take tools or schemas ({said}); choose another")
    if status in _KEY:
        return ConfigError(f"model {model!r} refuses the key ({said}); set the provider's environment variable")
    if status == _UNKNOWN:
        return ConfigError(f"model {model!r} is unknown to its provider ({said}); mend the model spec")
    if not isinstance(status, int) or status in _MAY_PASS or status >= 500:
        return RetryableError(said, busy=status in _BUSY)
    return ModelError(said)
