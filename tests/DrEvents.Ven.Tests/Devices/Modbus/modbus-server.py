"""Serves registers by pymodbus, over TCP or over a pair of pseudo terminals. The first line of stdin says what, each further line asks."""
import asyncio
import json
import os
import sys
import tty

from pymodbus.datastore import ModbusServerContext, ModbusSlaveContext, ModbusSparseDataBlock
from pymodbus.framer.rtu_framer import ModbusRtuFramer
from pymodbus.server.async_io import ModbusSerialServer, ModbusTcpServer

TABLES = {"coil": "co", "discrete": "di", "holding": "hr", "input": "ir"}
writes = []


class Block(ModbusSparseDataBlock):
    """Registers that exist one by one; it notes what is written over Modbus."""

    def __init__(self, unit, table, registers):
        self.key = (unit, table)
        super().__init__({int(a) + i: v for a, values in registers.items() for i, v in enumerate(values)})

    def setValues(self, address, values, use_as_default=False):
        values = [int(v) for v in values]
        writes.append([*self.key, address, values])
        super().setValues(address, values)

    def place(self, address, values):
        super().setValues(address, values)


def context(units):
    blocks = {
        (int(unit), table): Block(int(unit), table, tables.get(table, {}))
        for unit, tables in units.items()
        for table in TABLES
    }
    slaves = {
        int(unit): ModbusSlaveContext(zero_mode=True, **{TABLES[t]: blocks[int(unit), t] for t in TABLES}) for unit in units
    }
    return blocks, ModbusServerContext(slaves=slaves, single=False)


def pty_pair():
    ends = [os.openpty(), os.openpty()]
    for master, slave in ends:
        tty.setraw(slave)
        os.set_blocking(master, False)
    loop = asyncio.get_event_loop()
    for here, there in ((ends[0][0], ends[1][0]), (ends[1][0], ends[0][0])):
        loop.add_reader(here, lambda h=here, t=there: os.write(t, os.read(h, 1024)))
    return os.ttyname(ends[0][1]), os.ttyname(ends[1][1])


async def main():
    loop = asyncio.get_event_loop()
    reader = asyncio.StreamReader(limit=1 << 22)
    await loop.connect_read_pipe(lambda: asyncio.StreamReaderProtocol(reader), sys.stdin)
    settings = json.loads(await reader.readline())
    blocks, served = context(settings["units"])
    if settings.get("rtu"):
        here, there = pty_pair()
        server = ModbusSerialServer(served, port=here, baudrate=19200)
        await server.start()
        say({"device": there})
    else:
        framer = ModbusRtuFramer if settings.get("rtuOverTcp") else None
        server = ModbusTcpServer(served, framer=framer, address=("127.0.0.1", 0), allow_reuse_address=True)
        asyncio.ensure_future(server.serve_forever())
        await server.serving
        say({"port": server.server.sockets[0].getsockname()[1]})
    while line := await reader.readline():
        ask = json.loads(line)
        if ask["op"] == "set":
            blocks[ask["unit"], ask["table"]].place(ask["address"], ask["values"])
            say({})
        elif ask["op"] == "get":
            say({"values": blocks[ask["unit"], ask["table"]].getValues(ask["address"], ask["count"])})
        else:
            say({"writes": writes})


def say(what):
    print(json.dumps(what), flush=True)


asyncio.get_event_loop().run_until_complete(main())
