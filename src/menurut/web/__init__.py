"""The local web app and its REST API.

Server-rendered pages on 127.0.0.1 over one archive; nothing is sent anywhere, nothing needs a
login. The pages use the same templates as the one-file HTML report.
"""

from menurut.web.app import make_app, serve

__all__ = ["make_app", "serve"]
