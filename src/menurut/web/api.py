"""The REST API: all that the command line does, on one archive."""

from __future__ import annotations

from menurut.web.article_operations import ARTICLE_OPERATIONS
from menurut.web.fact_check_operations import FACT_CHECK_OPERATIONS
from menurut.web.job_operations import JOB_OPERATIONS
from menurut.web.stage_operations import STAGE_OPERATIONS

OPERATIONS = (
    *ARTICLE_OPERATIONS,
    *STAGE_OPERATIONS,
    *JOB_OPERATIONS,
    *FACT_CHECK_OPERATIONS,
)
