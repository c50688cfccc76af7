"""How does it all fit together? The application, part by part."""

from collections.abc import Callable
from typing import Any

from flask import Flask

from service.catalogue import Catalogue
from service.plain import PlainReader
from service.preparing import Prepared
from service.reloads import Reloads
from service.settings import Settings
from service.shortcut import Shortcut
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


class _Application(Flask):
    """Flask, told that no function of ours is a coroutine: it would look at each of some 17 on every request."""

    def ensure_sync(self, func: Callable[..., Any]) -> Callable[..., Any]:
        """Return the function as it is."""
        return func


def create_app(
    catalogue: Catalogue,
    settings: Settings,
    reloads: Reloads | None = None,
    prepared: Callable[[], Prepared] | None = None,
) -> Flask:
    """Return the WSGI application that answers from `catalogue`, and tells what came of `reloads`.

    Args:
        catalogue: the records.
        settings: whom it is asked by, and what it tells.
        reloads: what came of newer data.
        prepared: what waits for what finds the records, and returns it; None to have it made here.
    """
    app = _Application(__name__, static_folder=None)
    state.hold(app, catalogue, reloads or Reloads(), prepared)
    problems.install(app)
    # Answers pass through these from the last to the first.
    measured = metrics.Metrics()
    journal.install(app, measured if settings.metrics else None)
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


def create_shortcut(app: Flask, settings: Settings) -> Shortcut:
    """Return the way around `app`, as long as it answers from the same records."""
    reader = PlainReader(
        app.extensions["journal"],
        hosts.welcomes(settings),
        lambda accept: not negotiation.excludes(accept, negotiation.JSON),
    )
    return Shortcut(state.search_of(app), reader)
