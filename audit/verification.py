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
    # A chain begun since the heads were read has a head by now.
    head = head or ChainHead.objects.filter(chain=chain).first()
    if head is None:
        yield f"{chain}: the chain has no head."
        return
    sequence, previous_hash = 0, "0" * 64
    hash_at_head = previous_hash
    for event in events:
        if event.sequence != sequence + 1:
            yield f"{chain}: {_span(sequence + 1, event.sequence - 1)} missing."
        elif event.previous_hash != previous_hash:
            yield f"{chain}: event {event.sequence} does not follow the event before it."
        if event.computed_hash() != event.hash:
            yield f"{chain}: event {event.sequence} ({event.action}) was altered."
        sequence, previous_hash = event.sequence, event.hash
        if sequence == head.sequence:
            hash_at_head = event.hash
    yield from _faults_of_end(chain, sequence, hash_at_head, head)


def _faults_of_end(chain, sequence, hash_at_head, head):
    if head.sequence > sequence:
        yield f"{chain}: the chain ends at event {sequence}, and its head says {head.sequence}."
    elif hash_at_head != head.hash:
        yield f"{chain}: event {head.sequence} is not the one that the chain's head names."
    elif head.sequence < sequence:
        # Events may have been added since the head was read: then the head has moved on as well.
        now = ChainHead.objects.get(chain=chain)
        if now.sequence < sequence:
            yield f"{chain}: the chain ends at event {sequence}, and its head says {now.sequence}."


def _span(first, last):
    return f"event {first} is" if first == last else f"events {first} to {last} are"
