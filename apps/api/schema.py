"""What the description of the API says about its keys."""

from drf_spectacular.extensions import OpenApiAuthenticationExtension


class BearerScheme(OpenApiAuthenticationExtension):
    """A bearer token made by `manage.py create_client`."""

    target_class = "apps.api.base.BearerAuthentication"
    name = "bearer"

    def get_security_definition(self, auto_schema) -> dict[str, str]:
        return {"type": "http", "scheme": "bearer", "description": "manage.py create_client 给出的令牌"}
