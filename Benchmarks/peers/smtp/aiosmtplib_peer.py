"""Hands distinct messages to a relay with aiosmtplib. usage: aiosmtplib_peer.py PORT CONNECTIONS MESSAGES BYTES

Prints seconds, and its own CPU time in microseconds a message.
"""
import asyncio
import resource
import sys
import time

import aiosmtplib


async def work(port, numbers, line):
    client = aiosmtplib.SMTP(hostname="127.0.0.1", port=port, start_tls=False)
    await client.connect()
    for number in numbers:
        await client.sendmail("news@example.com", [f"c{number}@example.com"], b"Subject: message %09d\r\n\r\n%s" % (number, line))
    await client.quit()


async def main(port, connections, messages, size):
    body = (b"x" * 76 + b"\r\n") * (size // 78)
    start = time.monotonic()
    numbers = iter(range(messages))
    await asyncio.gather(*(work(port, numbers, body) for _ in range(connections)))
    seconds = time.monotonic() - start
    usage = resource.getrusage(resource.RUSAGE_SELF)
    print(f"{seconds:.6f} {(usage.ru_utime + usage.ru_stime) * 1e6 / messages:.2f}")


asyncio.run(main(*map(int, sys.argv[1:])))
