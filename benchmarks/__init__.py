"""Speed, measured: each module times one stage; quality is asked in gold/."""
