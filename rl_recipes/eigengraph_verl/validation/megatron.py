"""Whether Megatron's groups fit the ranks, the layers, the heads and the experts."""

from __future__ import annotations

from collections.abc import Iterator

from eigengraph_verl.validation.architecture import Architecture
from eigengraph_verl.validation.composed import Composed
from eigengraph_verl.validation.layout import Layout

_FIRST = "num_layers_in_first_pipeline_stage"
_LAST = "num_layers_in_last_pipeline_stage"
_WITH_ENDS = ("account_for_embedding_in_pipeline_split", "account_for_loss_in_pipeline_split")


def check_megatron(composed: Composed, cut: Layout, shape: Architecture | None) -> Iterator[str]:
    """Yield a line for each group that does not fit; none where another engine trains."""
    if not cut.megatron:
        return
    yield from _ranks(cut)
    if shape is not None:
        yield from _experts(composed, cut, shape)
        yield from _heads(cut, shape)
        yield from _layers(composed, cut, shape)


def _ranks(cut: Layout) -> Iterator[str]:
    dense = cut.tensor * cut.pipeline * cut.context
    if cut.ranks % dense:
        yield f"TP={cut.tensor} x PP={cut.pipeline} x CP={cut.context} = {dense} does not divide the {cut.ranks} ranks"
    sparse = cut.expert_tensor * cut.expert * cut.pipeline
    if cut.ranks % sparse:
        yield (
            f"EP={cut.expert} does not fit: ETP={cut.expert_tensor} x EP={cut.expert} x PP={cut.pipeline} = {sparse} "
            f"does not divide the {cut.ranks} ranks"
        )


def _experts(composed: Composed, cut: Layout, shape: Architecture) -> Iterator[str]:
    if not shape.experts:
        if cut.expert > 1:
            yield f"EP={cut.expert}, but {shape.name} is a dense model without experts"
        return
    if shape.experts % cut.expert:
        yield f"EP={cut.expert} does not divide the {shape.experts} experts of {shape.name}"
    if shape.feed_forward % cut.expert_tensor:
        yield f"ETP={cut.expert_tensor} does not divide an expert's width of {shape.feed_forward}"
    if cut.tensor > 1 and not composed.get(f"{cut.at}.sequence_parallel"):
        yield f"{cut.at}.sequence_parallel is off: Megatron trains experts with TP={cut.tensor} only with it"


def _heads(cut: Layout, shape: Architecture) -> Iterator[str]:
    if shape.heads % cut.tensor:
        yield f"TP={cut.tensor} does not divide the {shape.heads} attention heads of {shape.name}"
    if shape.kv_heads % cut.tensor and cut.tensor % shape.kv_heads:
        yield f"TP={cut.tensor} and the {shape.kv_heads} key-value heads of {shape.name} do not divide each other"
    if shape.vocabulary % cut.tensor:
        yield f"TP={cut.tensor} does not divide the vocabulary of {shape.vocabulary}"


def _layers(composed: Composed, cut: Layout, shape: Architecture) -> Iterator[str]:
    at = f"{cut.at}.override_transformer_config"
    first, last = (composed.get(f"{at}.{name}") for name in (_FIRST, _LAST))
    extra = sum(bool(composed.get(f"{at}.{name}")) for name in _WITH_ENDS)
    if first is None and last is None:
        if (shape.layers + extra) % cut.pipeline:
            yield (
                f"PP={cut.pipeline} does not divide the {shape.layers} layers of {shape.name}"
                f"{_suggested(shape.layers, cut.pipeline)}"
            )
            return
        stage = (shape.layers + extra) // cut.pipeline
    else:
        ends = [count for count in (first, last) if count is not None]
        between = cut.pipeline - len(ends)
        left = shape.layers - sum(ends)
        if between < 0 or left < 0 or (left and not between) or (between and left % between):
            yield (
                f"stages of {' and '.join(map(str, ends))} layers at the ends leave {left} of {shape.layers} for "
                f"{max(0, between)} stages between{_suggested(shape.layers, cut.pipeline)}"
            )
            return
        stage = left // between if between else ends[0]
    virtual = composed.get(f"{cut.at}.virtual_pipeline_model_parallel_size")
    if virtual and stage % virtual:
        yield f"{virtual} virtual stages do not divide the {stage} layers of a stage"


def _suggested(layers: int, stages: int) -> str:
    """Return first and last stages, alike, with which the layers would fit; the ones nearest to the rest."""
    between = stages - 2
    fits = [(layers - between * middle) // 2 for middle in range(1, layers) if between > 0]
    usable = [end for end in fits if end > 0 and (layers - 2 * end) % between == 0]
    if not usable:
        return "; choose another PP"
    end = min(usable, key=lambda end: abs(end - (layers - 2 * end) // between))
    middle = (layers - 2 * end) // between
    return (
        f"; set +override_transformer_config.{_FIRST} and .{_LAST}, both to {end}, say: {end} + {between} x {middle} "
        f"+ {end}"
    )
