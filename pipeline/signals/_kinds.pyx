"""The flags of characters (_kinds.pxd), for Python to read."""

from libc.stdint cimport uint8_t
from libc.string cimport memchr


def holds(const uint8_t[::1] data, uint8_t byte):
    """Whether a byte occurs."""
    return data.shape[0] > 0 and memchr(&data[0], byte, data.shape[0]) != NULL
