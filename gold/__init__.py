"""Quality, measured: each module runs one stage on the dev sets and gives figures."""
