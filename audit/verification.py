"""Proving that no event was altered, removed or slipped in."""

import itertools

from audit.models import ChainHead, Event


def faults():
    """Yield a sentence for each fault in any chain; nothing when the trail is whole. Reads each event once."""
    heads = {head.chain: head for head in ChainHead.objects.all()}
    chains = itertools.groupby(Event.objects.in_order().iterator(chunk_size=2000), key=lambda event: event.chain)
    for chain, events in chains:
        yield from _faults_of_chain(chain, events, heads.pop(chain, None))
    for head in heads.values():
        if head.sequence:
            yield f"{head.chain}: all {head.sequence} events are missing."


def _faults_of_chain(chain, events, head):
    sequence, previous_hash = 0, "0" * 64
    for event in events:
        if event.sequence != sequence + 1:
            yield f"{chain}: {_span(sequence + 1, event.sequence - 1)} missing."
        elif event.previous_hash != previous_hash:
            yield f"{chain}: event {event.sequence} does not follow the event before it."
        if event.computed_hash() != event.hash:
            yield f"{chain}: event {event.sequence} ({event.action}) was altered."
        sequence, previous_hash = event.sequence, event.hash
    if head is None:
        yield f"{chain}: the chain has no head."
    elif head.sequence != sequence:
        yield f"{chain}: the chain ends at event {sequence}, and its head says {head.sequence}."
    elif head.hash != previous_hash:
        yield f"{chain}: event {sequence} is not the one that the chain's head names."


def _span(first, last):
    return f"event {first} is" if first == last else f"events {first} to {last} are"
