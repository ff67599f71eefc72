"""Started with this folder on PYTHONPATH, the kernel kills, stalls, fills or fails its worker on marked documents."""

import os
import signal
import time

import pipeline.kernel

CLEAN = pipeline.kernel.clean_batch


def poisoned(batch, *more, **named):
    for text, reason in zip(batch["text"].to_pylist(), batch["reason"].to_pylist(), strict=True):
        if reason is None and "poison: " in text:
            act(text)
    return CLEAN(batch, *more, **named)


def act(text):
    if "poison: kill" in text:
        os.kill(os.getpid(), signal.SIGKILL)
    if "poison: stall" in text:
        time.sleep(3600)
    if "poison: memory" in text:
        bytearray(1 << 40)
    if "poison: error" in text:
        raise RuntimeError(f"the message holds the document: {text}")
    if "poison: slow" in text:
        time.sleep(0.2)


pipeline.kernel.clean_batch = poisoned
