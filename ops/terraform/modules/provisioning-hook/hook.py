"""Asked by AWS IoT before a box with the claim becomes the VEN that it names: whether this VEN is expected."""

import logging
import os
import re

# AWS's runtime has it.
import boto3

log = logging.getLogger()
log.setLevel(logging.INFO)

# Made once, while Lambda starts the function: not for each box anew.
table = boto3.resource("dynamodb").Table(os.environ["TABLE"])


def handler(event, context):
    ven_id = (event.get("parameters") or {}).get("VenId")
    problem = problem_of(ven_id)
    if problem is None:
        log.info("%s may become %s", event.get("clientId"), ven_id)
        return {"allowProvisioning": True}
    log.warning("%s may not become %s: %s", event.get("clientId"), ven_id, problem)
    return {"allowProvisioning": False}


def problem_of(ven_id):
    if not isinstance(ven_id, str) or not re.fullmatch(r"[A-Za-z0-9:_-]{1,128}", ven_id):
        return "no VEN id"
    if ven_id.startswith(os.environ["BACKEND_CLIENT_ID"]):
        return "the backends connect with such names"
    if not is_expected(ven_id):
        return "not in the table of expected VENs"
    return None


def is_expected(ven_id):
    # What it throws is a refusal to AWS IoT, and the box asks again.
    return "Item" in table.get_item(Key={"VenId": ven_id}, ConsistentRead=True)
