"""A mail server behind TLS and logins: server.py PORT TAKEN [starttls|direct CERT KEY] [auth].

Writes a line for every login and every mail into TAKEN. Logins: user `enchou`, password `himitsu`; XOAUTH2 with the
token `ima`.
"""

import base64
import ssl
import sys
import time

from aiosmtpd.controller import Controller
from aiosmtpd.smtp import SMTP, AuthResult, LoginPassword

port, taken, *how = sys.argv[1:]


def note(line):
    with open(taken, "a") as file:
        file.write(line + "\n")


class Handler:
    async def handle_DATA(self, server, session, envelope):
        secure = "tls" if server.transport.get_extra_info("ssl_object") else "clear"
        note(f"mail {secure} {envelope.rcpt_tos[0]}")
        return "250 2.0.0 taken"

    async def auth_XOAUTH2(self, server, args):
        shown = base64.b64decode(args[1]).decode()
        note("login XOAUTH2 " + shown.replace("\x01", "|"))
        if "auth=Bearer ima\x01" in shown:
            return AuthResult(success=True)
        answer = await server.challenge_auth("{\"status\":\"401\"}")
        note(f"login XOAUTH2 then {answer!r}")
        return AuthResult(success=False, handled=False)


def check(server, session, envelope, mechanism, data):
    good = isinstance(data, LoginPassword) and (data.login, data.password) == (b"enchou", b"himitsu")
    note(f"login {mechanism} {'yes' if good else 'no'}")
    return AuthResult(success=good, handled=False)


options = {}
context = None
if how and how[0] in ("starttls", "direct"):
    context = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
    context.load_cert_chain(how[1], how[2])
if "auth" in how:
    left_out = [word.removeprefix("no-") for word in how if word.startswith("no-")]
    options |= {"authenticator": check, "auth_required": True, "auth_exclude_mechanism": left_out, "auth_require_tls": how[0] == "starttls"}
if context and how[0] == "starttls":
    options |= {"tls_context": context, "require_starttls": True}


class Server(Controller):
    def factory(self):
        return SMTP(self.handler, hostname="localhost", **options)


server = Server(Handler(), hostname="127.0.0.1", port=int(port), ssl_context=context if how and how[0] == "direct" else None)
# It asks itself whether it answers, in a way that TLS makes hard.
server._trigger_server = lambda: None
server.start()
while True:
    time.sleep(60)
