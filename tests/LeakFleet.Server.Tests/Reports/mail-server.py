"""A mail server (aiosmtpd) that takes mail by TLS alone and from nobody who does not know the password. Arguments: port, certificate, key, mail folder, starttls or tls."""
import signal
import ssl
import sys

from aiosmtpd.controller import Controller
from aiosmtpd.handlers import Mailbox
from aiosmtpd.smtp import AuthResult, LoginPassword

port, certificate, key, folder, mode = sys.argv[1:]
context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
context.load_cert_chain(certificate, key)


def check(server, session, envelope, mechanism, data):
    knows = isinstance(data, LoginPassword) and data.login == b"leakfleet" and data.password == b"r1ght"
    # What is not handled is answered with 535.
    return AuthResult(success=knows, handled=knows)


options = {"hostname": "127.0.0.1", "port": int(port), "authenticator": check, "auth_required": True}
if mode == "tls":
    controller = Controller(Mailbox(folder), ssl_context=context, auth_require_tls=False, **options)
else:
    controller = Controller(Mailbox(folder), tls_context=context, require_starttls=True, **options)
controller.start()
signal.pause()
