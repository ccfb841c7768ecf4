# Used by AwsWords.cs: says what AWS's command line does not know of the calls in its argument, and which options it misses.
import json
import os
import sys

os.environ["AWS_EC2_METADATA_DISABLED"] = "true"
from awscli.clidriver import create_clidriver

driver = create_clidriver()
services = driver.create_help_command().command_table
globals_ = set(driver.create_help_command().arg_table)


def problems(arguments, complete):
    words = []
    for argument in arguments:
        if argument.startswith("--"):
            break
        words.append(argument)
    table, command, left = services, None, list(words)
    while left and left[0] in table:
        command = table[left.pop(0)]
        help_ = command.create_help_command()
        if help_ is None:
            break
        table = help_.command_table
    if command is None or (table and left):
        yield "aws has no " + " ".join(words)
        return
    options = getattr(command.create_help_command(), "arg_table", {}) or getattr(command, "arg_table", {})
    given = {a[2:].split("=")[0] for a in arguments if a.startswith("--")}
    for option in sorted(given - globals_ - set(options)):
        yield "aws " + " ".join(words) + " has no --" + option
    if complete:
        for name, option in options.items():
            if getattr(option, "required", False) and name not in given and not getattr(option, "positional_arg", False):
                yield "aws " + " ".join(words) + " needs --" + name


print(json.dumps([f"{call['where']}: {p}" for call in json.loads(sys.argv[1]) for p in problems(call["arguments"], call["complete"])]))
