"""How does it all fit together? The application, part by part."""

from flask import Flask

from service.catalogue import Catalogue
from service.reloads import Reloads
from service.settings import Settings
from service.web import (
    api,
    caching,
    docs,
    hosts,
    identity,
    inputs,
    journal,
    metrics,
    negotiation,
    ops,
    problems,
    spec,
    state,
)


def create_app(catalogue: Catalogue, settings: Settings, reloads: Reloads | None = None) -> Flask:
    """Return the WSGI application that answers from `catalogue`, and tells what came of `reloads`."""
    app = Flask(__name__, static_folder=None)
    state.hold(app, catalogue, reloads or Reloads())
    problems.install(app)
    # Answers pass through these from the last to the first.
    measured = metrics.install(app)
    journal.install(app, measured)
    hosts.install(app, settings)
    identity.install(app)
    caching.install(app, settings)
    negotiation.install(app)
    inputs.install(app)
    described = spec.create_api(app)
    described.register_blueprint(api.codes)
    described.register_blueprint(api.telling)
    described.register_blueprint(api.about)
    ops.install(app, measured)
    docs.install(app, described)
    return app
