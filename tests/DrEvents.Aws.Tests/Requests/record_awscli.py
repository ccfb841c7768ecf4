"""Runs the cases through AWS's own command line, `aws iot-data`, as Debian's package awscli has it, all in one process.

Usage: faketime -f '2026-01-15 12:00:00' /usr/bin/python3 record_awscli.py cases.json http://127.0.0.1:PORT
"""

import base64
import json
import os
import sys
import tempfile

import awscli.clidriver

OPERATIONS = {
    "publish": "publish",
    "getShadow": "get-thing-shadow",
    "updateShadow": "update-thing-shadow",
    "deleteShadow": "delete-thing-shadow",
}
OPTIONS = {
    "topic": "topic",
    "thing": "thing-name",
    "shadow": "shadow-name",
    "qos": "qos",
    "contentType": "content-type",
    "responseTopic": "response-topic",
    "correlationData": "correlation-data",
    "messageExpiry": "message-expiry",
    "payloadFormatIndicator": "payload-format-indicator",
    "userProperties": "user-properties",
}


def arguments(case, folder):
    yield from ("iot-data", OPERATIONS[case["op"]])
    for key, option in OPTIONS.items():
        if key in case:
            yield f"--{option}={case[key]}"
    if "retain" in case:
        yield "--retain" if case["retain"] else "--no-retain"
    payload = payload_of(case)
    if payload is not None:
        path = os.path.join(folder, "payload")
        with open(path, "wb") as file:
            file.write(payload)
        yield from ("--payload", f"fileb://{path}")
    if case["op"] != "publish":
        yield os.path.join(folder, "answer")


def payload_of(case):
    if "payloadSize" in case:
        return bytes(97 + i % 26 for i in range(case["payloadSize"]))
    return base64.b64decode(case["payload"]) if "payload" in case else None


def main():
    with open(sys.argv[1], encoding="utf-8") as file:
        cases = json.load(file)
    with tempfile.TemporaryDirectory() as folder:
        for case in cases:
            driver = awscli.clidriver.create_clidriver()
            code = driver.main([f"--endpoint-url={sys.argv[2]}", *arguments(case, folder)])
            if code != 0:
                sys.exit(f"{case['name']}: aws ended with {code}")


main()
