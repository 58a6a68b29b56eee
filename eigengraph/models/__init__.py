"""The model protocol: one request shape for every role, answered by a language model or a scripted stand-in."""

from eigengraph.models.protocol import Context, Model, ModelScheme, Reply, Request, Sampling

__all__ = ["Context", "Model", "ModelScheme", "Reply", "Request", "Sampling"]
