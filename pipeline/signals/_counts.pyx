"""The columns of what is counted (_counts.pxd), for Python to read."""
