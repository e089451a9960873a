"""A mail server that is not ours (aiosmtpd): writes down each message it has taken, then says 250.

usage: server.py LOG      prints its port
"""

import asyncio
import sys

from aiosmtpd.smtp import SMTP


class Keep:
    def __init__(self, log):
        self.log = log

    async def handle_EHLO(self, server, session, envelope, hostname, responses):
        session.host_name = hostname
        return [*responses[:-1], "250-PIPELINING", responses[-1]]

    async def handle_DATA(self, server, session, envelope):
        with open(self.log, "a", encoding="ascii") as log:
            for to in envelope.rcpt_tos:
                log.write(to + "\n")
        return "250 taken"


async def main():
    loop = asyncio.get_running_loop()
    keep = Keep(sys.argv[1])
    server = await loop.create_server(lambda: SMTP(keep, hostname="test", loop=loop), "127.0.0.1", 0)
    print(server.sockets[0].getsockname()[1], flush=True)
    await server.serve_forever()


asyncio.run(main())
