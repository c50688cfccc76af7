"""What can be asked here? The OpenAPI document, and Swagger UI from local files: no request leaves the machine."""

import json

from flask import Flask, Response
from flask_smorest import Api
from flask_swagger_ui import get_swaggerui_blueprint

DOCUMENT = "/openapi.json"
PAGE = "/docs"

_CONFIG = {
    "app_name": "Codebook",
    "validatorUrl": "none",
    "oauth2RedirectUrl": f"{PAGE}/oauth2-redirect.html",
    "tryItOutEnabled": True,
}


def install(app: Flask, api: Api) -> None:
    """Give `app` the paths ``/openapi.json`` and ``/docs/``; every operation must be registered by now."""
    body = json.dumps(api.spec.to_dict(), indent=2, ensure_ascii=False).encode() + b"\n"

    @app.get(DOCUMENT)
    def openapi() -> Response:
        return Response(body, content_type="application/json")

    app.register_blueprint(get_swaggerui_blueprint(PAGE, DOCUMENT, config=_CONFIG))
    # The same page without the slash: a redirect would be built from the Host header, which anyone can forge.
    app.add_url_rule(PAGE, view_func=app.view_functions["swagger_ui.show"], endpoint="swagger_ui.page")
