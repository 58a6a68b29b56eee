"""Tools for the apps on the phone, and for picture messages."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from eigengraph.world import World, tool
from eigengraph_telecom.diagnostics import mms_works
from eigengraph_telecom.user_tools.handset import around, phone, with_status_bar


@tool(side="user")
def check_installed_apps(world: World) -> str:
    """List the apps on the phone."""
    return f"The following apps are installed on the phone: {', '.join(phone(world)['app_statuses'])}"


@tool(side="user")
def check_app_status(world: World, app_name: str) -> str:
    """Look at one app, permissions included.

    Args:
        world: The state.
        app_name: The app, such as 'messaging'.
    """
    app = phone(world)["app_statuses"].get(app_name)
    if app is None:
        return f"App '{app_name}' not found on this phone."
    granted = _granted(app)
    listed = [" - Permissions Granted:", *(f"   - {name}" for name in granted)]
    return "\n".join([f"Status for App: {app_name}", *(listed if granted else [" - Permissions: None granted."])])


@tool(side="user")
def check_app_permissions(world: World, app_name: str) -> str:
    """Look up what one app may use, such as storage or text messages.

    Args:
        world: The state.
        app_name: The app, such as 'messaging'.
    """
    app = phone(world)["app_statuses"].get(app_name)
    if app is None:
        return f"App '{app_name}' not found on this phone."
    granted = _granted(app)
    if not granted:
        return f"App '{app_name}' currently has no permissions granted."
    return f"App '{app_name}' has permission for: {', '.join(granted)}."


def _granted(app: Mapping[str, Any]) -> list[str]:
    return [name for name, granted in app["permissions"].items() if granted]


@tool(kind="write", side="user")
def grant_app_permission(world: World, app_name: str, permission: str) -> str:
    """Let an app use something that it needs to work, such as storage or text messages.

    Args:
        world: The state.
        app_name: The app, such as 'messaging'.
        permission: What it may use, in lower case: 'sms', 'storage', 'phone' or 'network'.
    """
    app = phone(world)["app_statuses"].get(app_name)
    permission = permission.lower()
    if app is None:
        told = f"Error. App '{app_name}' not found. Cannot grant permission."
    elif permission not in app["permissions"]:
        known = list(app["permissions"])
        told = f"Error. Permission '{permission}' not tracked for app '{app_name}', available permissions: {known}"
    else:
        app["permissions"][permission] = True
        told = f"Success. Permission '{permission}' granted to app '{app_name}'."
    return with_status_bar(world, told)


@tool(side="user")
def can_send_mms(world: World) -> str:
    """Find out whether the messaging app can send picture messages."""
    can = "can" if mms_works(phone(world), around(world)) else "cannot"
    return f"Your messaging app {can} send MMS messages."
